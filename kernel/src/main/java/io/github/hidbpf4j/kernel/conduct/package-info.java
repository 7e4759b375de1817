/**
 * The behaviour of an object's programs, path by path: which bytes of which reports they read and
 * change, what they return, which functions they call. Used by lint and {@code hidbpf explain}.
 * Start with {@link io.github.hidbpf4j.kernel.conduct.HookWalk}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.conduct;

import org.jspecify.annotations.NullMarked;
