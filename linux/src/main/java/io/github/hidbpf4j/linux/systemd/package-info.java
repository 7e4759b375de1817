/** Notifications of a service to systemd. */
@NullMarked
package io.github.hidbpf4j.linux.systemd;

import org.jspecify.annotations.NullMarked;
