/**
 * Measures whether tests of fixes notice changes of a fix: mutants of its object, with one
 * instruction changed in each, and whether the tests catch those that behave differently.
 */
@NullMarked
package io.github.hidbpf4j.tools.mutation;

import org.jspecify.annotations.NullMarked;
