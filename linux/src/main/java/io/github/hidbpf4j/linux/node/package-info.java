/**
 * The nodes in {@code /dev} that belong to HID devices, as interfaces: what they do is Linux's,
 * where they come from is not. Fakes implement them in tests.
 */
@NullMarked
package io.github.hidbpf4j.linux.node;

import org.jspecify.annotations.NullMarked;
