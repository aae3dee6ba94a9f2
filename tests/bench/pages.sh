#!/bin/sh
# What a page costs a phone, and Lighthouse's scores.
set -eu
(cd tests/bench && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --prefer-offline) >/dev/null
node tests/bench/pages.mjs
