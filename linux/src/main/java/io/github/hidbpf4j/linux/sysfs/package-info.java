/** The HID devices of the system, as sysfs shows them. */
@NullMarked
package io.github.hidbpf4j.linux.sysfs;

import org.jspecify.annotations.NullMarked;
