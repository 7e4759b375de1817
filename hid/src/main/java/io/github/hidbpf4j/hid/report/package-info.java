/** Reports: layout, decoding and encoding of fields. */
@NullMarked
package io.github.hidbpf4j.hid.report;

import org.jspecify.annotations.NullMarked;
