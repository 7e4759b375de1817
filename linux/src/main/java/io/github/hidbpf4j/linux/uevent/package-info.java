/** What the kernel and udev say of devices that come, change and go. */
@NullMarked
package io.github.hidbpf4j.linux.uevent;

import org.jspecify.annotations.NullMarked;
