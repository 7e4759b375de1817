/**
 * {@code scripts/live-tests}: what the live mode does, on a real kernel in QEMU. A scenario is a
 * class here; what it does inside the guest is a command of the guest's agent.
 */
@NullMarked
package io.github.hidbpf4j.tools.live;

import org.jspecify.annotations.NullMarked;
