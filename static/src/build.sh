#!/bin/sh
# Rebuild static/css and static/js from their sources. The output is committed,
# so only who changes a source needs Node: run `npm ci` here once, then this.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C
mkdir -p ../css ../js
node_modules/.bin/sass --no-source-map --style=compressed --no-charset anju.scss ../css/anju.css
node_modules/.bin/esbuild js/boot.js js/anju.js --bundle --minify --format=iife \
  --target=es2018 --charset=utf8 --outdir=../js --log-level=warning
# What it was built from and what came out; a test without Node compares both.
cat anju.scss scss/*.scss js/*.js package-lock.json | sha256sum | cut -c1-64 > built.sha256
cat ../css/anju.css ../js/anju.js ../js/boot.js | sha256sum | cut -c1-64 >> built.sha256
