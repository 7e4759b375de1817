/**
 * {@code scripts/live-tests}: tests of the live mode on a real kernel in QEMU. Each scenario is a
 * class here; what it does inside the guest is a command of the guest's agent.
 */
@NullMarked
package io.github.hidbpf4j.tools.live;

import org.jspecify.annotations.NullMarked;
