/** The service manager: what a service tells it. */
@NullMarked
package io.github.hidbpf4j.linux.systemd;

import org.jspecify.annotations.NullMarked;
