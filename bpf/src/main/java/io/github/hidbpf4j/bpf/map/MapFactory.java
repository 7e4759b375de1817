package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes maps: BPF_MAP_CREATE of Linux 6.12, then the first contents that the object gives. */
public final class MapFactory {
  private MapFactory() {}

  /**
   * Creates a map, fills in {@link MapSpec#initialData} and freezes it where the spec says so; the
   * contents of prog_arrays, maps of maps and struct_ops maps are for the loader to store.
   *
   * @throws MapException with the kernel's errno when it cannot be; -ENOMEM when the arena is full,
   *     or for a hash, prog_array or array of maps with more than 2^22 entries
   */
  public static BpfMap create(MapSpec spec, MapEnvironment environment) {
    new MapChecks(spec, environment.cpus()).check();
    MapFields fields = fields(spec, environment.kptrs());
    ArenaMap map;
    try {
      map = make(spec, environment, fields);
    } catch (OutOfArenaException e) {
      throw new MapException(spec, Errno.ENOMEM, String.valueOf(e.getMessage()));
    }
    map.publish();
    byte[] data = spec.initialData();
    if (data != null) {
      try {
        map.initialize(data);
      } catch (MapException e) {
        map.free();
        throw e;
      }
    }
    if (spec.frozen()) {
      map.freezeAtLoad();
    }
    return map;
  }

  /** Whether maps of this type can be made; the verifier knows all types. */
  public static boolean supports(MapType type) {
    return switch (type) {
      case ARRAY,
          PERCPU_ARRAY,
          HASH,
          PERCPU_HASH,
          LRU_HASH,
          LRU_PERCPU_HASH,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          PROG_ARRAY,
          QUEUE,
          STACK,
          RINGBUF,
          STRUCT_OPS ->
          true;
      default -> false;
    };
  }

  /**
   * Creates a map as libbpf does: without BTF for types that take none, and once more without BTF
   * when the first attempt fails, with a warning.
   */
  public static BpfMap createLikeLibbpf(
      MapSpec spec, MapEnvironment environment, Consumer<String> warnings) {
    MapSpec asked = askedByLibbpf(spec);
    try {
      return create(asked, environment);
    } catch (MapException e) {
      if (!isAskedAgain(asked)) {
        throw e;
      }
      BpfMap map = create(withoutBtf(asked), environment);
      warnings.accept(e.getMessage() + "; created without BTF");
      return map;
    }
  }

  /**
   * Throws what {@link #createLikeLibbpf} would for what the spec says, without making the map:
   * memory is not asked for.
   *
   * @param cpus number of possible CPUs
   * @throws MapException with the kernel's errno
   */
  public static void checkLikeLibbpf(MapSpec spec, int cpus, KptrPolicy kptrs) {
    MapSpec asked = askedByLibbpf(spec);
    try {
      check(asked, cpus, kptrs);
    } catch (MapException e) {
      if (!isAskedAgain(asked)) {
        throw e;
      }
      check(withoutBtf(asked), cpus, kptrs);
    }
  }

  private static void check(MapSpec spec, int cpus, KptrPolicy kptrs) {
    new MapChecks(spec, cpus).check();
    MapFields _ = fields(spec, kptrs);
  }

  private static MapSpec askedByLibbpf(MapSpec spec) {
    return switch (spec.type()) {
      case ARRAY_OF_MAPS, HASH_OF_MAPS, QUEUE, STACK -> withoutBtf(spec);
      default -> spec;
    };
  }

  private static boolean isAskedAgain(MapSpec asked) {
    return asked.valueTypeId() != 0 && asked.btf() != null && asked.type() != MapType.STRUCT_OPS;
  }

  private static MapSpec withoutBtf(MapSpec s) {
    return new MapSpec(
        s.name(),
        s.type(),
        s.keySize(),
        s.valueSize(),
        s.maxEntries(),
        s.flags(),
        null,
        0,
        0,
        s.numaNode(),
        s.mapExtra(),
        s.pinByName(),
        s.inner(),
        s.initialData(),
        s.frozen(),
        s.slots(),
        s.structOps(),
        s.section());
  }

  /** Entries of a hash map: those of LRU maps with lists per CPU are a multiple of the CPUs. */
  static long lruEntries(MapSpec spec, int cpus) {
    long entries = spec.maxEntries();
    if ((spec.flags() & MapSpec.F_NO_COMMON_LRU) == 0) {
      return entries;
    }
    long up = (entries + cpus - 1) / cpus * cpus;
    return up > 0xffff_ffffL ? entries / cpus * cpus : up;
  }

  private static ArenaMap make(MapSpec spec, MapEnvironment environment, MapFields fields) {
    return switch (spec.type()) {
      case ARRAY -> new ArrayMap(spec, environment, fields, false);
      case PERCPU_ARRAY -> new ArrayMap(spec, environment, fields, true);
      case HASH -> new HashMap(spec, environment, fields, false);
      case PERCPU_HASH -> new HashMap(spec, environment, fields, true);
      case LRU_HASH -> new LruHashMap(spec, environment, fields, false);
      case LRU_PERCPU_HASH -> new LruHashMap(spec, environment, fields, true);
      case ARRAY_OF_MAPS ->
          new ArrayOfMaps(handles(spec), environment, template(spec, environment));
      case HASH_OF_MAPS -> new HashOfMaps(spec, environment, template(spec, environment));
      case PROG_ARRAY -> new ProgArrayMap(handles(spec), environment);
      case QUEUE -> new QueueStackMap(spec, environment, false);
      case STACK -> new QueueStackMap(spec, environment, true);
      case RINGBUF -> new RingBufferMap(spec, environment);
      case STRUCT_OPS -> new StructOpsMap(spec, environment);
      default -> throw new MapException(spec, Errno.EINVAL, "map type is not supported");
    };
  }

  /** Arrays of references live on the Java heap: a bound of their own. */
  private static MapSpec handles(MapSpec spec) {
    if (spec.maxEntries() > 1 << 22) {
      throw new MapException(
          spec, Errno.ENOMEM, "no room for %d entries".formatted(spec.maxEntries()));
    }
    return spec;
  }

  private static InnerMapTemplate template(MapSpec spec, MapEnvironment environment) {
    @Nullable MapSpec inner = spec.inner();
    if (inner == null) {
      throw new MapException(spec, Errno.EBADF, "no template of the inner maps");
    }
    return InnerMapTemplate.of(inner, fields(inner, environment.kptrs()).record());
  }

  /** Checks key and value types and finds the special fields ({@code map_check_btf}). */
  private static MapFields fields(MapSpec spec, KptrPolicy kptrs) {
    Btf btf = spec.btf();
    if (btf == null || spec.valueTypeId() == 0 || spec.type() == MapType.STRUCT_OPS) {
      return MapFields.NONE;
    }
    requireType(spec, btf, "key", spec.keyTypeId(), spec.keySize());
    requireType(spec, btf, "value", spec.valueTypeId(), spec.valueSize());
    boolean keyless = spec.keyTypeId() == 0;
    switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY -> requireIndexKey(spec, btf, keyless);
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> {
        if (keyless) {
          throw new MapException(spec, Errno.EINVAL, "BTF of the value without BTF of the key");
        }
      }
      // Their kernel ops refuse any BTF with a type for the value.
      case ARRAY_OF_MAPS, HASH_OF_MAPS ->
          throw new MapException(spec, Errno.ENOTSUPP, "this type takes no BTF");
      default -> {
        if (keyless) {
          throw new MapException(spec, Errno.EINVAL, "BTF of the value without BTF of the key");
        }
      }
    }
    BtfRecord record;
    try {
      record =
          BtfRecord.parse(
              btf, spec.valueTypeId(), BtfRecord.MAP_VALUE_FIELDS, spec.valueSize(), kptrs);
    } catch (BtfRecordException e) {
      return new MapFields(BtfRecord.EMPTY, e);
    }
    requireFieldsFit(spec, record);
    return new MapFields(record, null);
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
    if (btf.sizeOf(id) != size) {
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
    if (!(btf.resolved(spec.keyTypeId()) instanceof BtfType.Int i)
        || i.bits() != 32
        || i.bitOffset() != 0) {
      throw new MapException(spec, Errno.EINVAL, "BTF of the key is no 32-bit integer");
    }
  }

  private static void requireFieldsFit(MapSpec spec, BtfRecord record) {
    if (record.isEmpty()) {
      return;
    }
    if ((spec.flags() & (MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG)) != 0) {
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
    return switch (map) {
      case HASH, ARRAY -> true;
      case LRU_HASH -> field != BtfFieldType.SPIN_LOCK;
      case PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_ARRAY ->
          field.isKptr() || field == BtfFieldType.REFCOUNT;
      default -> false;
    };
  }
}
