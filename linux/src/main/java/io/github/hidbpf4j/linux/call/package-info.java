/**
 * System calls over {@code java.lang.foreign}, open files, and what to do about errors. No other
 * package calls native code.
 */
@NullMarked
package io.github.hidbpf4j.linux.call;

import org.jspecify.annotations.NullMarked;
