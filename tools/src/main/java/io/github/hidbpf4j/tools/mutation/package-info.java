/**
 * Whether tests of fixes notice when a fix changes: mutants of its object, one instruction changed
 * in each, and what the tests say of those that behave otherwise.
 */
@NullMarked
package io.github.hidbpf4j.tools.mutation;

import org.jspecify.annotations.NullMarked;
