/**
 * What can be said of a program without running it: every path of it is followed with what is known
 * of its registers and stack. Start with {@link io.github.hidbpf4j.kernel.analysis.StaticFindings}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.NullMarked;
