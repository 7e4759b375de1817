/** The HID devices of the system according to sysfs. */
@NullMarked
package io.github.hidbpf4j.linux.sysfs;

import org.jspecify.annotations.NullMarked;
