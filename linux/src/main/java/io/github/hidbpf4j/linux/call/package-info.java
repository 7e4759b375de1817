/**
 * System calls by {@code java.lang.foreign}, open files, and advice on errors. No other package
 * calls native code.
 */
@NullMarked
package io.github.hidbpf4j.linux.call;

import org.jspecify.annotations.NullMarked;
