/**
 * Objects that are installed on this machine for any device: where they are, which of them count,
 * how they get there. Start with {@link io.github.hidbpf4j.live.fixes.InstalledFixes}.
 */
@NullMarked
package io.github.hidbpf4j.live.fixes;

import org.jspecify.annotations.NullMarked;
