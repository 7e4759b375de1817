/**
 * Traces: the stream of events written as Trace-Event JSON or as a timeline of text, in bounded
 * memory. Start with {@link io.github.hidbpf4j.kernel.trace.TimelineWriter}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.trace;

import org.jspecify.annotations.NullMarked;
