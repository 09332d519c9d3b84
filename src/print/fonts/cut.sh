#!/bin/sh
# Cuts the two fonts out of Debian's fonts-noto-core; needs pyftsubset and pyftmerge (Python package fonttools).
set -eu
from="${1:-/usr/share/fonts/truetype/noto}"
to="$(dirname "$0")"
parts="$(mktemp -d)"
latin=U+0020-007E,U+00A0-00FF,U+200B-200F,U+2010-2027,U+202F-203A,U+2066-2069,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+25B2,U+25BC,U+25CB,U+25CF,U+2713,U+2717
arabic=U+0020,U+00A0,U+060C,U+061B,U+061F,U+0621-0652,U+0660-066D,U+0670,U+0671,U+067E,U+0686,U+06A4,U+06AF,U+FDFC,U+200B-200F,U+2066-2069
for weight in Regular Bold; do
  pyftsubset "$from/NotoSansArabic-$weight.ttf" --unicodes="$arabic" --layout-features='*' --no-hinting --output-file="$parts/arabic.ttf"
  pyftsubset "$from/NotoSans-$weight.ttf" --unicodes="$latin" --layout-features=kern,liga,mark,mkmk,tnum,lnum --no-hinting --output-file="$parts/latin.ttf"
  pyftmerge --output-file="$to/Noto-$weight.ttf" "$parts/arabic.ttf" "$parts/latin.ttf"
done
rm -r "$parts"
