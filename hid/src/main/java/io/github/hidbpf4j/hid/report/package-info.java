/**
 * Reports: decoding, encoding and comparison by the fields of a descriptor. Start with {@link
 * io.github.hidbpf4j.hid.report.ReportDecoder}.
 */
@NullMarked
package io.github.hidbpf4j.hid.report;

import org.jspecify.annotations.NullMarked;
