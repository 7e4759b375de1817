/** Names of usage pages and usages, from the HID Usage Tables. */
@NullMarked
package io.github.hidbpf4j.hid.usage;

import org.jspecify.annotations.NullMarked;
