package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import org.jspecify.annotations.Nullable;

/** Special fields of a map's values, or why they are invalid. */
record MapFields(BtfRecord record, @Nullable BtfRecordException error) {
  static final MapFields NONE = new MapFields(BtfRecord.EMPTY, null);
}
