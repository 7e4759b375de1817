package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
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
    MapFields fields = MapBtfChecks.fields(spec, environment.kptrs());
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

  /**
   * Creates a map as libbpf does: without BTF for types that take none, and once more without BTF
   * when the first attempt fails, with a warning.
   */
  public static BpfMap createLikeLibbpf(
      MapSpec spec, MapEnvironment environment, Consumer<String> warnings) {
    MapSpec asked = asLibbpfCreates(spec, environment.cpus());
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
   * Throws what BPF_MAP_CREATE would answer to what the spec says, without making the map: memory
   * is not asked for. Types that cannot be made here are checked, too.
   *
   * @param cpus number of possible CPUs
   * @throws MapException with the kernel's errno
   */
  public static void check(MapSpec spec, int cpus, KptrPolicy kptrs) {
    new MapChecks(spec, cpus).check();
    MapFields _ = MapBtfChecks.fields(spec, kptrs);
  }

  /**
   * Throws what {@link #createLikeLibbpf} would for what the spec says, without making the map:
   * memory is not asked for.
   *
   * @param cpus number of possible CPUs
   * @throws MapException with the kernel's errno
   */
  public static void checkLikeLibbpf(MapSpec spec, int cpus, KptrPolicy kptrs) {
    MapSpec asked = asLibbpfCreates(spec, cpus);
    try {
      check(asked, cpus, kptrs);
    } catch (MapException e) {
      if (!isAskedAgain(asked)) {
        throw e;
      }
      check(withoutBtf(asked), cpus, kptrs);
    }
  }

  private static MapSpec asLibbpfCreates(MapSpec spec, int cpus) {
    return switch (spec.type()) {
      case PERF_EVENT_ARRAY -> withoutBtf(spec, spec.maxEntries() == 0 ? cpus : spec.maxEntries());
      case CGROUP_ARRAY,
          STACK_TRACE,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          DEVMAP,
          DEVMAP_HASH,
          CPUMAP,
          XSKMAP,
          SOCKMAP,
          SOCKHASH,
          QUEUE,
          STACK,
          ARENA ->
          withoutBtf(spec);
      default -> spec;
    };
  }

  private static boolean isAskedAgain(MapSpec asked) {
    return asked.valueTypeId() != 0 && asked.btf() != null && asked.type() != MapType.STRUCT_OPS;
  }

  private static MapSpec withoutBtf(MapSpec s) {
    return withoutBtf(s, s.maxEntries());
  }

  private static MapSpec withoutBtf(MapSpec s, long entries) {
    return new MapSpec(
        s.name(),
        s.type(),
        s.keySize(),
        s.valueSize(),
        entries,
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
      default ->
          throw new MapException(
              spec, Errno.EINVAL, "such maps are verified only, they cannot be made here");
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
    return InnerMapTemplate.of(inner, MapBtfChecks.fields(inner, environment.kptrs()).record());
  }
}
