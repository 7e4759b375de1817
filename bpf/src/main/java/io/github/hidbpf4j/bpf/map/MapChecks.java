package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checks of BPF_MAP_CREATE before it creates a map, in the kernel's order ({@code map_create}
 * and the types' {@code map_alloc_check}, Linux 6.12 kernel/bpf; x86-64, one NUMA node, privileged
 * caller).
 */
final class MapChecks {
  private static final long KMALLOC_MAX = 1L << 22;
  private static final long PER_CPU_MAX = 32 << 10;
  private static final int HTAB_ELEMENT = 48;
  private static final int PAGE = 4096;
  private static final int NR_CPUS = 8192;
  private static final int MOST_STACK = 512;

  /** {@code kernel.perf_event_max_stack}. */
  private static final int MOST_FRAMES = 127;

  private static final int BUILD_ID_BYTES = 32;
  private static final int TRIE_PREFIX = 4;
  private static final int TRIE_DATA_MAX = 256;
  private static final int TRIE_NODE = 40;

  /** A 16-bit number less the 128 bytes before a value. */
  private static final long STORAGE_MAX = 0xffff - 128;

  private static final int F_STACK_BUILD_ID = 1 << 5;
  private static final int F_CLONE = 1 << 9;
  private static final int F_PRESERVE_ELEMS = 1 << 11;
  private static final int F_SEGV_ON_FAULT = 1 << 17;
  private static final int F_NO_USER_CONV = 1 << 18;
  private static final int FILE_ACCESS = MapSpec.F_RDONLY | MapSpec.F_WRONLY;
  private static final int ACCESS = FILE_ACCESS | MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG;
  private static final int ARRAY_FLAGS =
      MapSpec.F_NUMA_NODE | MapSpec.F_MMAPABLE | ACCESS | F_PRESERVE_ELEMS | MapSpec.F_INNER_MAP;
  private static final int HASH_FLAGS =
      MapSpec.F_NO_PREALLOC
          | MapSpec.F_NO_COMMON_LRU
          | MapSpec.F_NUMA_NODE
          | ACCESS
          | MapSpec.F_ZERO_SEED;
  private static final int QUEUE_FLAGS = MapSpec.F_NUMA_NODE | ACCESS;

  private final MapSpec spec;
  private final int cpus;
  private final long keySize;
  private final long valueSize;
  private final long entries;
  private final int flags;

  MapChecks(MapSpec spec, int cpus) {
    this.spec = spec;
    this.cpus = cpus;
    this.keySize = Integer.toUnsignedLong(spec.keySize());
    this.valueSize = Integer.toUnsignedLong(spec.valueSize());
    this.entries = spec.maxEntries();
    this.flags = spec.flags();
  }

  void check() {
    require(
        entries >= 0 && entries <= 0xffff_ffffL,
        Errno.EINVAL,
        "max_entries %d does not fit 32 bits",
        entries);
    require(
        spec.keyTypeId() == 0 || spec.valueTypeId() != 0,
        Errno.EINVAL,
        "BTF of the key without BTF of the value");
    require(
        spec.mapExtra() == 0 || spec.type() == MapType.BLOOM_FILTER || spec.type() == MapType.ARENA,
        Errno.EINVAL,
        "map_extra is not for this type");
    require(
        !hasAll(MapSpec.F_RDONLY | MapSpec.F_WRONLY),
        Errno.EINVAL,
        "BPF_F_RDONLY and BPF_F_WRONLY together");
    require(
        !has(MapSpec.F_NUMA_NODE) || spec.numaNode() == 0,
        Errno.EINVAL,
        "NUMA node %d is not online, there is only node 0",
        spec.numaNode());
    switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY -> array();
      case PROG_ARRAY, ARRAY_OF_MAPS, PERF_EVENT_ARRAY, CGROUP_ARRAY -> handleArray();
      case REUSEPORT_SOCKARRAY -> {
        requireValue(4, 8);
        array();
      }
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> hash();
      case HASH_OF_MAPS -> {
        require(valueSize == 4, Errno.EINVAL, "value_size is %d, expected 4", valueSize);
        hash();
      }
      case QUEUE, STACK -> queue();
      case RINGBUF, USER_RINGBUF -> ringBuffer();
      case STRUCT_OPS -> structOps();
      case LPM_TRIE -> trie();
      case BLOOM_FILTER -> bloomFilter();
      case STACK_TRACE -> stackTrace();
      case DEVMAP, DEVMAP_HASH -> devices();
      case CPUMAP -> processors();
      case XSKMAP -> xdpSockets();
      case SOCKMAP, SOCKHASH -> sockets();
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> cgroupStorage();
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> localStorage();
      case ARENA -> arena();
      case UNSPEC -> throw new MapException(spec, Errno.EINVAL, "no such type of map");
    }
    if (spec.type() == MapType.ARRAY_OF_MAPS || spec.type() == MapType.HASH_OF_MAPS) {
      innerTemplate();
    }
  }

  private void array() {
    boolean perCpu = spec.type() == MapType.PERCPU_ARRAY;
    requireSomeEntries();
    requireIndex();
    requireSomeValue();
    requireFlags(ARRAY_FLAGS);
    requireAccess();
    require(!perCpu || !has(MapSpec.F_NUMA_NODE), Errno.EINVAL, "BPF_F_NUMA_NODE on a per-CPU map");
    require(
        spec.type() == MapType.ARRAY || !hasAny(MapSpec.F_MMAPABLE | MapSpec.F_INNER_MAP),
        Errno.EINVAL,
        "BPF_F_MMAPABLE and BPF_F_INNER_MAP are for plain arrays");
    require(
        !has(F_PRESERVE_ELEMS) || spec.type() == MapType.PERF_EVENT_ARRAY,
        Errno.EINVAL,
        "BPF_F_PRESERVE_ELEMS is for perf event arrays");
    require(
        valueSize <= Integer.MAX_VALUE,
        Errno.E2BIG,
        "value_size is %d, at most %d",
        valueSize,
        Integer.MAX_VALUE);
    requirePerCpuSize(perCpu);
  }

  private void handleArray() {
    require(valueSize == 4, Errno.EINVAL, "value_size is %d, expected 4", valueSize);
    require(
        !hasAny(MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG),
        Errno.EINVAL,
        "BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG are not for this type");
    array();
  }

  private void hash() {
    boolean perCpu = spec.type() == MapType.PERCPU_HASH || spec.type() == MapType.LRU_PERCPU_HASH;
    boolean lru = spec.type() == MapType.LRU_HASH || spec.type() == MapType.LRU_PERCPU_HASH;
    requireFlags(HASH_FLAGS);
    requireAccess();
    require(
        lru || !has(MapSpec.F_NO_COMMON_LRU), Errno.EINVAL, "BPF_F_NO_COMMON_LRU is for LRU maps");
    require(
        !lru || !has(MapSpec.F_NO_PREALLOC),
        Errno.ENOTSUPP,
        "LRU maps are always preallocated, BPF_F_NO_PREALLOC is not for them");
    require(
        !has(MapSpec.F_NUMA_NODE) || (!perCpu && !has(MapSpec.F_NO_COMMON_LRU)),
        Errno.EINVAL,
        "BPF_F_NUMA_NODE on a per-CPU map");
    requireSomeEntries();
    require(keySize != 0, Errno.EINVAL, "key_size is 0");
    requireSomeValue();
    require(
        keySize + valueSize < KMALLOC_MAX - HTAB_ELEMENT,
        Errno.E2BIG,
        "key and value have %d bytes together, at most %d",
        keySize + valueSize,
        KMALLOC_MAX - HTAB_ELEMENT - 1);
    requirePerCpuSize(perCpu);
    require(
        MapFactory.lruEntries(spec, cpus) <= 1L << 31,
        Errno.E2BIG,
        "max_entries is %d, at most %d",
        entries,
        1L << 31);
    require(
        Long.highestOneBit(entries - 1) << 1 <= 0xffff_ffffL / 16,
        Errno.E2BIG,
        "max_entries is %d, at most %d",
        entries,
        1L << 27);
  }

  private void queue() {
    requireSomeEntries();
    require(keySize == 0, Errno.EINVAL, "key_size is %d, expected 0", keySize);
    requireSomeValue();
    requireFlags(QUEUE_FLAGS);
    requireAccess();
    require(
        valueSize <= KMALLOC_MAX,
        Errno.E2BIG,
        "value_size is %d, at most %d",
        valueSize,
        KMALLOC_MAX);
    require(
        entries < 0xffff_ffffL / valueSize,
        Errno.E2BIG,
        "%d values of %d bytes, all of them are at most 4 GiB",
        entries,
        valueSize);
  }

  private void ringBuffer() {
    requireFlags(MapSpec.F_NUMA_NODE);
    require(
        keySize == 0 && valueSize == 0,
        Errno.EINVAL,
        "key_size is %d and value_size %d, expected 0",
        keySize,
        valueSize);
    require(
        Long.bitCount(entries) == 1 && entries % PAGE == 0,
        Errno.EINVAL,
        "max_entries is %d, expected a power of two that is a multiple of the page size, %d",
        entries,
        PAGE);
  }

  private void structOps() {
    requireIndex();
    require(entries == 1, Errno.EINVAL, "max_entries is %d, expected 1", entries);
    requireFlags(MapSpec.F_LINK);
    require(spec.structOps() != null, Errno.EINVAL, "no type of the ops struct");
    require(valueSize > 0 && valueSize <= KMALLOC_MAX, Errno.EINVAL, "value_size %d", valueSize);
  }

  private void trie() {
    requireSomeEntries();
    require(
        has(MapSpec.F_NO_PREALLOC),
        Errno.EINVAL,
        "BPF_F_NO_PREALLOC is not set, without it there are no tries");
    requireFlags(MapSpec.F_NO_PREALLOC | MapSpec.F_NUMA_NODE | ACCESS);
    requireAccess();
    require(
        keySize > TRIE_PREFIX && keySize <= TRIE_PREFIX + TRIE_DATA_MAX,
        Errno.EINVAL,
        "key_size is %d, expected %d to %d",
        keySize,
        TRIE_PREFIX + 1,
        TRIE_PREFIX + TRIE_DATA_MAX);
    requireSomeValue();
    long most = KMALLOC_MAX - TRIE_DATA_MAX - TRIE_NODE;
    require(valueSize <= most, Errno.EINVAL, "value_size is %d, at most %d", valueSize, most);
  }

  private void bloomFilter() {
    require(
        valueSize <= KMALLOC_MAX,
        Errno.E2BIG,
        "value_size is %d, at most %d",
        valueSize,
        KMALLOC_MAX);
    require(keySize == 0, Errno.EINVAL, "key_size is %d, expected 0", keySize);
    requireSomeValue();
    requireSomeEntries();
    requireFlags(MapSpec.F_NUMA_NODE | MapSpec.F_ZERO_SEED | ACCESS);
    requireAccess();
    require(
        (spec.mapExtra() & ~0xfL) == 0,
        Errno.EINVAL,
        "map_extra is %d, expected 0 to 15 hash functions",
        spec.mapExtra());
  }

  private void stackTrace() {
    requireFlags(MapSpec.F_NUMA_NODE | FILE_ACCESS | F_STACK_BUILD_ID);
    requireSomeEntries();
    requireIndex();
    int frame = has(F_STACK_BUILD_ID) ? BUILD_ID_BYTES : Long.BYTES;
    require(
        valueSize >= frame && valueSize % frame == 0 && valueSize / frame <= MOST_FRAMES,
        Errno.EINVAL,
        "value_size is %d, expected 1 to %d frames of %d bytes",
        valueSize,
        MOST_FRAMES,
        frame);
    requireBuckets(1L << 31, Errno.E2BIG);
  }

  private void devices() {
    requireSomeEntries();
    requireIndex();
    requireValue(4, 8);
    requireFlags(MapSpec.F_NUMA_NODE | FILE_ACCESS);
    if (spec.type() == MapType.DEVMAP_HASH) {
      requireBuckets(1L << 31, Errno.EINVAL);
    }
  }

  private void processors() {
    requireSomeEntries();
    requireIndex();
    requireValue(4, 8);
    requireFlags(MapSpec.F_NUMA_NODE);
    requireBuckets(NR_CPUS, Errno.E2BIG);
  }

  private void xdpSockets() {
    requireSomeEntries();
    requireIndex();
    require(valueSize == 4, Errno.EINVAL, "value_size is %d, expected 4", valueSize);
    requireFlags(MapSpec.F_NUMA_NODE | FILE_ACCESS);
  }

  private void sockets() {
    boolean hash = spec.type() == MapType.SOCKHASH;
    requireSomeEntries();
    if (hash) {
      require(keySize != 0, Errno.EINVAL, "key_size is 0");
    } else {
      requireBuckets(Integer.MAX_VALUE, Errno.EINVAL);
      requireIndex();
    }
    requireValue(4, 8);
    requireFlags(MapSpec.F_NUMA_NODE | FILE_ACCESS);
    if (hash) {
      require(
          keySize <= MOST_STACK, Errno.E2BIG, "key_size is %d, at most %d", keySize, MOST_STACK);
      requireBuckets(1L << 28, Errno.EINVAL);
    }
  }

  private void cgroupStorage() {
    boolean perCpu = spec.type() == MapType.PERCPU_CGROUP_STORAGE;
    require(
        keySize == 8 || keySize == 16, Errno.EINVAL, "key_size is %d, expected 8 or 16", keySize);
    requireSomeValue();
    requireStorageValue(perCpu ? PER_CPU_MAX : STORAGE_MAX);
    requireFlags(MapSpec.F_NUMA_NODE | ACCESS);
    requireAccess();
    requireNoEntries();
  }

  private void localStorage() {
    requireFlags(MapSpec.F_NO_PREALLOC | F_CLONE);
    require(has(MapSpec.F_NO_PREALLOC), Errno.EINVAL, "BPF_F_NO_PREALLOC is not set");
    requireNoEntries();
    requireIndex();
    requireSomeValue();
    require(
        spec.btf() != null && spec.keyTypeId() != 0 && spec.valueTypeId() != 0,
        Errno.EINVAL,
        "no BTF of the key and the value");
    requireStorageValue(STORAGE_MAX);
  }

  private void arena() {
    require(
        keySize == 0 && valueSize == 0,
        Errno.EINVAL,
        "key_size is %d and value_size %d, expected 0",
        keySize,
        valueSize);
    requireSomeEntries();
    require(has(MapSpec.F_MMAPABLE), Errno.EINVAL, "BPF_F_MMAPABLE is not set");
    requireFlags(F_SEGV_ON_FAULT | MapSpec.F_MMAPABLE | F_NO_USER_CONV);
    long from = spec.mapExtra();
    require((from & PAGE - 1) == 0, Errno.EINVAL, "map_extra is 0x%x, expected whole pages", from);
    long bytes = entries * PAGE;
    require(
        bytes <= 1L << 32,
        Errno.E2BIG,
        "max_entries is %d pages, at most %d",
        entries,
        (1L << 32) / PAGE);
    require(
        from >>> 32 == from + bytes - 1 >>> 32,
        Errno.ERANGE,
        "%d pages from 0x%x on cross a limit of 4 GiB",
        entries,
        from);
  }

  private void innerTemplate() {
    @Nullable MapSpec inner = spec.inner();
    if (inner == null) {
      throw new MapException(spec, Errno.EBADF, "no template of the inner maps");
    }
    new MapChecks(inner, cpus).check();
    switch (inner.type()) {
      case ARRAY_OF_MAPS, HASH_OF_MAPS ->
          throw new MapException(spec, Errno.EINVAL, "maps of maps cannot be nested further");
      case PROG_ARRAY, STRUCT_OPS, CGROUP_STORAGE, PERCPU_CGROUP_STORAGE ->
          throw new MapException(spec, Errno.ENOTSUPP, "inner maps of this type do not exist");
      default -> {}
    }
  }

  /** A key of four bytes. */
  private void requireIndex() {
    require(keySize == 4, Errno.EINVAL, "key_size is %d, expected 4", keySize);
  }

  private void requireValue(int one, int other) {
    require(
        valueSize == one || valueSize == other,
        Errno.EINVAL,
        "value_size is %d, expected %d or %d",
        valueSize,
        one,
        other);
  }

  private void requireStorageValue(long most) {
    require(valueSize <= most, Errno.E2BIG, "value_size is %d, at most %d", valueSize, most);
  }

  private void requireNoEntries() {
    require(entries == 0, Errno.EINVAL, "max_entries is %d, expected 0", entries);
  }

  private void requireBuckets(long most, Errno errno) {
    require(entries <= most, errno, "max_entries is %d, at most %d", entries, most);
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private boolean hasAny(int some) {
    return (flags & some) != 0;
  }

  private boolean hasAll(int all) {
    return (flags & all) == all;
  }

  private void requireSomeEntries() {
    require(entries != 0, Errno.EINVAL, "max_entries is 0");
  }

  private void requireSomeValue() {
    require(valueSize != 0, Errno.EINVAL, "value_size is 0");
  }

  private void requireFlags(int allowed) {
    require((flags & ~allowed) == 0, Errno.EINVAL, "unknown map_flags 0x%x", flags & ~allowed);
  }

  private void requireAccess() {
    require(
        !hasAll(MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG),
        Errno.EINVAL,
        "BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG together");
  }

  private void requirePerCpuSize(boolean perCpu) {
    require(
        !perCpu || ArenaMap.roundUp(valueSize) <= PER_CPU_MAX,
        Errno.E2BIG,
        "value_size is %d, at most %d per CPU",
        valueSize,
        PER_CPU_MAX);
  }

  /** The detail is a format string, expanded only on failure. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in none of our libraries
  private void require(boolean fine, Errno errno, String detail, Object... found) {
    if (!fine) {
      throw new MapException(spec, errno, String.format(Locale.ROOT, detail, found));
    }
  }
}
