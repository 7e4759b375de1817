/**
 * Replay: a recording of a device through the programs of objects, in virtual time. Start with
 * {@link io.github.hidbpf4j.kernel.replay.Replay}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.replay;

import org.jspecify.annotations.NullMarked;
