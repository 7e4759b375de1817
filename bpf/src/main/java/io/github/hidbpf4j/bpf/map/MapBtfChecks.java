package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;

/**
 * The checks of BPF_MAP_CREATE on a map's BTF ({@code map_check_btf} and the types' own functions
 * of that name, Linux 6.12 kernel/bpf).
 */
final class MapBtfChecks {
  private MapBtfChecks() {}

  /** Checks key and value types and finds the special fields ({@code map_check_btf}). */
  static MapFields fields(MapSpec spec, KptrPolicy kptrs) {
    Btf btf = spec.btf();
    if (btf == null || spec.valueTypeId() == 0 || spec.type() == MapType.STRUCT_OPS) {
      return MapFields.NONE;
    }
    requireType(spec, btf, "key", spec.keyTypeId(), spec.keySize());
    requireType(spec, btf, "value", spec.valueTypeId(), spec.valueSize());
    requireKey(spec);
    BtfRecord record;
    try {
      record =
          BtfRecord.parse(
              btf, spec.valueTypeId(), BtfRecord.MAP_VALUE_FIELDS, spec.valueSize(), kptrs);
    } catch (BtfRecordException e) {
      requireKind(spec, btf); // invalid fields are reported to the programs that use them
      return new MapFields(BtfRecord.EMPTY, e);
    }
    requireFieldsFit(spec, record);
    requireKind(spec, btf);
    return new MapFields(record, null);
  }

  /** {@code map_check_btf} of the type. */
  private static void requireKind(MapSpec spec, Btf btf) {
    boolean keyless = spec.keyTypeId() == 0;
    switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY -> requireIndexKey(spec, btf, keyless);
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE ->
          requireInteger(spec, btf, keyless, 32);
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> requireCgroupKey(spec, btf, keyless);
      case LPM_TRIE -> {
        if (keyless
            || !(btf.resolved(spec.keyTypeId()) instanceof BtfType.Composite c)
            || c.union()) {
          throw new MapException(spec, Errno.EINVAL, "BTF of the key is not a struct");
        }
      }
      case BLOOM_FILTER -> {
        if (!keyless) {
          throw new MapException(spec, Errno.EINVAL, "BTF of a key, there are none");
        }
      }
      case ARENA -> {}
      case ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          PERF_EVENT_ARRAY,
          CGROUP_ARRAY,
          STACK_TRACE,
          DEVMAP,
          DEVMAP_HASH,
          CPUMAP,
          XSKMAP,
          SOCKMAP,
          SOCKHASH ->
          throw new MapException(spec, Errno.ENOTSUPP, "this type takes no BTF");
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> {
        if (keyless) {
          throw keyless(spec);
        }
      }
      default -> {}
    }
  }

  /** Types without a check of their own require BTF for the key. */
  private static void requireKey(MapSpec spec) {
    boolean checked =
        switch (spec.type()) {
          case QUEUE, STACK, RINGBUF, USER_RINGBUF, PROG_ARRAY, REUSEPORT_SOCKARRAY -> false;
          default -> true;
        };
    if (!checked && spec.keyTypeId() == 0) {
      throw keyless(spec);
    }
  }

  private static MapException keyless(MapSpec spec) {
    return new MapException(spec, Errno.EINVAL, "BTF of the value without BTF of the key");
  }

  private static void requireInteger(MapSpec spec, Btf btf, boolean keyless, int bits) {
    if (keyless
        || !(btf.resolved(spec.keyTypeId()) instanceof BtfType.Int i)
        || i.bits() != bits
        || i.bitOffset() != 0) {
      throw new MapException(
          spec, Errno.EINVAL, "BTF of the key is not a %d-bit integer".formatted(bits));
    }
  }

  /** The inode number of a cgroup, or a struct of that and the attach type. */
  private static void requireCgroupKey(MapSpec spec, Btf btf, boolean keyless) {
    if (spec.keySize() == Long.BYTES) {
      requireInteger(spec, btf, keyless, 64);
    } else if (keyless
        || !(btf.resolved(spec.keyTypeId()) instanceof BtfType.Composite key)
        || key.union()
        || key.members().size() != 2
        || !isInteger(btf, key.members().get(0), 0, 64)
        || !isInteger(btf, key.members().get(1), 64, 32)) {
      throw new MapException(
          spec, Errno.EINVAL, "BTF of the key is not struct bpf_cgroup_storage_key");
    }
  }

  private static boolean isInteger(Btf btf, BtfType.Member member, int at, int bits) {
    return member.bitOffset() == at
        && member.bitFieldSize() == 0
        && btf.resolved(member.type()) instanceof BtfType.Int i
        && i.bits() == bits
        && i.bitOffset() == 0;
  }

  private static void requireType(MapSpec spec, Btf btf, String what, int id, int size) {
    if (id == 0) {
      return;
    }
    if (id < 0 || id > btf.size()) {
      throw new MapException(
          spec,
          Errno.EINVAL,
          "BTF of the %s: type %d, expected one of 1 to %d".formatted(what, id, btf.size()));
    }
    if (!btf.resolved(id).hasSize() || btf.sizeOf(id) != size) {
      throw new MapException(
          spec,
          Errno.EINVAL,
          "%s_size is %d, its BTF type has %d bytes".formatted(what, size, btf.sizeOf(id)));
    }
  }

  private static void requireIndexKey(MapSpec spec, Btf btf, boolean keyless) {
    if (keyless) {
      if (spec.type() != MapType.ARRAY
          || spec.maxEntries() != 1
          || !(btf.resolved(spec.valueTypeId()) instanceof BtfType.DataSection)) {
        throw new MapException(
            spec,
            Errno.EINVAL,
            "BTF of the value without BTF of the key is for data sections only");
      }
      return;
    }
    requireInteger(spec, btf, false, 32);
  }

  private static void requireFieldsFit(MapSpec spec, BtfRecord record) {
    if (record.isEmpty()) {
      return;
    }
    if ((spec.programFlags() & (MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG)) != 0) {
      throw new MapException(
          spec, Errno.EACCES, "special fields in values that programs may only read or only write");
    }
    for (BtfFieldType type : record.types()) {
      if (!fits(type, spec.type())) {
        throw new MapException(
            spec, Errno.EOPNOTSUPP, "%s in a value of this map type".formatted(type.typeName()));
      }
    }
  }

  private static boolean fits(BtfFieldType field, MapType map) {
    boolean storage =
        switch (map) {
          case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> true;
          default -> false;
        };
    boolean lock = field == BtfFieldType.SPIN_LOCK || field == BtfFieldType.RES_SPIN_LOCK;
    return switch (map) {
      case HASH, ARRAY -> true;
      case LRU_HASH -> !lock;
      case CGROUP_STORAGE -> lock;
      case PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_ARRAY ->
          field.isKptr() || field == BtfFieldType.REFCOUNT;
      default -> storage && (lock || field.isKptr() || field == BtfFieldType.REFCOUNT);
    };
  }
}
