/**
 * Which instructions, source lines and branches of fixes runs have reached: collected from replays,
 * added up over runs and shards, and written as text, lcov and JSON. Independent of tests.
 */
@NullMarked
package io.github.hidbpf4j.testing.coverage;

import org.jspecify.annotations.NullMarked;
