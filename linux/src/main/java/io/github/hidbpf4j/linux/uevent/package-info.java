/** Events of the kernel and udev about devices that appear, change and go. */
@NullMarked
package io.github.hidbpf4j.linux.uevent;

import org.jspecify.annotations.NullMarked;
