/** The devices and nodes of this machine, as the bridge wants them. */
@NullMarked
package io.github.hidbpf4j.live.device;

import org.jspecify.annotations.NullMarked;
