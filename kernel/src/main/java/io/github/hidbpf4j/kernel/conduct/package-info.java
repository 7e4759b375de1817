/**
 * What the programs of an object do, path by path: which bytes of which reports they look at and
 * change, what they return, whom they call. Lint judges it, {@code hidbpf explain} tells it. Start
 * with {@link io.github.hidbpf4j.kernel.conduct.HookWalk}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.conduct;

import org.jspecify.annotations.NullMarked;
