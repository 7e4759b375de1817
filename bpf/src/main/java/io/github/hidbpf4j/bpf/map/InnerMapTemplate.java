package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;

/**
 * What an inner map must have in common with the template of its map-in-map ({@code
 * bpf_map_meta_equal}, Linux 6.12 kernel/bpf/map_in_map.c): type, sizes, flags and special fields;
 * for arrays the number of entries too, unless BPF_F_INNER_MAP is set.
 */
record InnerMapTemplate(
    MapType type, int keySize, int valueSize, int flags, long maxEntries, BtfRecord fields) {

  static InnerMapTemplate of(MapSpec spec, BtfRecord fields) {
    return new InnerMapTemplate(
        spec.type(),
        spec.keySize(),
        spec.valueSize(),
        MapStruct.permanentFlags(spec),
        spec.maxEntries(),
        fields);
  }

  boolean matches(BpfMap map) {
    MapSpec spec = map.spec();
    return type == spec.type()
        && keySize == spec.keySize()
        && valueSize == spec.valueSize()
        && flags == MapStruct.permanentFlags(spec)
        && fields.equals(map.record())
        && (type != MapType.ARRAY
            || (flags & MapSpec.F_INNER_MAP) != 0
            || maxEntries == spec.maxEntries());
  }

  /** Takes a reference to a map that is to be stored: 0, -EINVAL or -EBADF. */
  long admit(BpfMap map) {
    if (!matches(map)) {
      return Errno.EINVAL.result();
    }
    return map.acquire() ? 0 : Errno.EBADF.result();
  }
}
