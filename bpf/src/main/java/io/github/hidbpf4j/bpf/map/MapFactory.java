package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Creates maps: BPF_MAP_CREATE of Linux 6.12, followed by the initial contents from the object. */
public final class MapFactory {
  private MapFactory() {}

  /**
   * Creates a map, fills in {@link MapSpec#initialData} and freezes it if the spec says so; the
   * loader stores the contents of prog_arrays, maps of maps and struct_ops maps.
   *
   * @throws MapException with the kernel's errno when the map cannot be created; -ENOMEM when the
   *     arena is full, or for a hash, prog_array or array of maps with more than 2^22 entries
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
   * Creates a map as libbpf does: without BTF for types that accept none, and again without BTF,
   * with a warning, when the first attempt fails.
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
   * Checks a spec as BPF_MAP_CREATE would, without creating the map: no memory is allocated. Types
   * that cannot be created here are checked as well.
   *
   * @param cpus number of possible CPUs
   * @throws MapException with the kernel's errno
   */
  public static void check(MapSpec spec, int cpus, KptrPolicy kptrs) {
    new MapChecks(spec, cpus).check();
    MapFields _ = MapBtfChecks.fields(spec, kptrs);
  }

  /**
   * Checks a spec as {@link #createLikeLibbpf} would, without creating the map: no memory is
   * allocated.
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

  /** Number of entries of a hash map; for LRU maps with per-CPU lists a multiple of the CPUs. */
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
              spec, Errno.EINVAL, "such maps are only verified, they cannot be created here");
    };
  }

  /** Checks the separate limit of arrays of references, which are on the Java heap. */
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
