/** What host and guest say to each other. Both ends use it. */
@NullMarked
package io.github.hidbpf4j.guest.channel;

import org.jspecify.annotations.NullMarked;
