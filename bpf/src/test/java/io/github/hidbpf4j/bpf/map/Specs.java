package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Map specifications for tests. */
record Specs(
    MapType type,
    int keySize,
    int valueSize,
    long entries,
    int flags,
    @Nullable Btf btf,
    int keyTypeId,
    int valueTypeId,
    @Nullable MapSpec inner,
    byte @Nullable [] data,
    boolean frozen,
    MapSpec.@Nullable StructOps ops,
    int numa,
    long extra) {

  static Specs of(MapType type, int keySize, int valueSize, long entries) {
    return new Specs(
        type, keySize, valueSize, entries, 0, null, 0, 0, null, null, false, null, 0, 0);
  }

  Specs with(int flag) {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags | flag,
        btf,
        keyTypeId,
        valueTypeId,
        inner,
        data,
        frozen,
        ops,
        numa,
        extra);
  }

  Specs withBtf(Btf types, int key, int value) {
    return new Specs(
        type, keySize, valueSize, entries, flags, types, key, value, inner, data, frozen, ops, numa,
        extra);
  }

  Specs withInner(Specs template) {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        template.spec(),
        data,
        frozen,
        ops,
        numa,
        extra);
  }

  Specs withData(byte[] contents, boolean constant) {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        inner,
        contents,
        constant,
        ops,
        numa,
        extra);
  }

  Specs withOps() {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        inner,
        data,
        frozen,
        new MapSpec.StructOps("some_ops", 1, java.util.Map.of(), false),
        numa,
        extra);
  }

  Specs withNuma(int node) {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags | MapSpec.F_NUMA_NODE,
        btf,
        keyTypeId,
        valueTypeId,
        inner,
        data,
        frozen,
        ops,
        node,
        extra);
  }

  Specs withExtra(long value) {
    return new Specs(
        type,
        keySize,
        valueSize,
        entries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        inner,
        data,
        frozen,
        ops,
        numa,
        value);
  }

  MapSpec spec() {
    return new MapSpec(
        "m",
        type,
        keySize,
        valueSize,
        entries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        numa,
        extra,
        false,
        inner,
        data,
        frozen,
        List.of(),
        ops,
        ".maps");
  }

  @Override
  public String toString() {
    return "%s key %d value %d entries %d flags 0x%x"
        .formatted(type, keySize, valueSize, entries, flags);
  }
}
