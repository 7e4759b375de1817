/** The devices and nodes of this machine, as the bridge needs them. */
@NullMarked
package io.github.hidbpf4j.live.device;

import org.jspecify.annotations.NullMarked;
