/** The protocol between host and guest. Used at both ends. */
@NullMarked
package io.github.hidbpf4j.guest.channel;

import org.jspecify.annotations.NullMarked;
