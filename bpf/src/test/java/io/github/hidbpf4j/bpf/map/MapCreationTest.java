package io.github.hidbpf4j.bpf.map;

import static io.github.hidbpf4j.bpf.program.MapType.ARENA;
import static io.github.hidbpf4j.bpf.program.MapType.ARRAY;
import static io.github.hidbpf4j.bpf.program.MapType.ARRAY_OF_MAPS;
import static io.github.hidbpf4j.bpf.program.MapType.HASH;
import static io.github.hidbpf4j.bpf.program.MapType.HASH_OF_MAPS;
import static io.github.hidbpf4j.bpf.program.MapType.LRU_HASH;
import static io.github.hidbpf4j.bpf.program.MapType.LRU_PERCPU_HASH;
import static io.github.hidbpf4j.bpf.program.MapType.PERCPU_ARRAY;
import static io.github.hidbpf4j.bpf.program.MapType.PERCPU_HASH;
import static io.github.hidbpf4j.bpf.program.MapType.PROG_ARRAY;
import static io.github.hidbpf4j.bpf.program.MapType.QUEUE;
import static io.github.hidbpf4j.bpf.program.MapType.RINGBUF;
import static io.github.hidbpf4j.bpf.program.MapType.STACK;
import static io.github.hidbpf4j.bpf.program.MapType.STRUCT_OPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MapCreationTest {
  private static final ArenaMemory MEMORY = ArenaMemory.heap(24);
  private final MapEnvironment environment = MapEnvironment.of(MEMORY).withCpus(4, () -> 0);

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(Specs.of(ARRAY, 4, 8, 0), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 8, 8, 1), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 0, 1), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, Integer.MIN_VALUE, 1), Errno.E2BIG),
        arguments(Specs.of(ARRAY, 4, Integer.MAX_VALUE, 1), Errno.ENOMEM),
        arguments(Specs.of(ARRAY, 4, Integer.MAX_VALUE, 0xffff_ffffL), Errno.ENOMEM),
        arguments(Specs.of(ARRAY, 4, 8, 1L << 32), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).with(MapSpec.F_NO_PREALLOC), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).with(MapSpec.F_ZERO_SEED), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).with(1 << 11), Errno.EINVAL),
        arguments(
            Specs.of(ARRAY, 4, 8, 1).with(MapSpec.F_RDONLY_PROG | MapSpec.F_WRONLY_PROG),
            Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).with(MapSpec.F_RDONLY | MapSpec.F_WRONLY), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).withNuma(1), Errno.EINVAL),
        arguments(Specs.of(ARRAY, 4, 8, 1).withExtra(1), Errno.EINVAL),
        arguments(Specs.of(PERCPU_ARRAY, 4, 8, 1).withNuma(0), Errno.EINVAL),
        arguments(Specs.of(PERCPU_ARRAY, 4, 8, 1).with(MapSpec.F_MMAPABLE), Errno.EINVAL),
        arguments(Specs.of(PERCPU_ARRAY, 4, 8, 1).with(MapSpec.F_INNER_MAP), Errno.EINVAL),
        arguments(Specs.of(PERCPU_ARRAY, 4, 32769, 1), Errno.E2BIG),
        arguments(Specs.of(HASH, 0, 8, 1), Errno.EINVAL),
        arguments(Specs.of(HASH, 4, 0, 1), Errno.EINVAL),
        arguments(Specs.of(HASH, 4, 8, 0), Errno.EINVAL),
        arguments(Specs.of(HASH, 4, 8, 1).with(MapSpec.F_MMAPABLE), Errno.EINVAL),
        arguments(Specs.of(HASH, 4, 8, 1).with(MapSpec.F_NO_COMMON_LRU), Errno.EINVAL),
        arguments(Specs.of(HASH, 4, (1 << 22) - 52, 1), Errno.E2BIG),
        arguments(Specs.of(HASH, -1, -1, 1), Errno.E2BIG),
        arguments(Specs.of(HASH, 4, 8, (1L << 27) + 1), Errno.E2BIG),
        arguments(Specs.of(HASH, 4, 8, 1 << 27), Errno.ENOMEM),
        arguments(Specs.of(HASH, 4, 8, 1 << 20), Errno.ENOMEM),
        arguments(Specs.of(PERCPU_HASH, 4, 32769, 1), Errno.E2BIG),
        arguments(Specs.of(PERCPU_HASH, 4, 8, 1).withNuma(0), Errno.EINVAL),
        arguments(Specs.of(LRU_HASH, 4, 8, 1).with(MapSpec.F_NO_PREALLOC), Errno.ENOTSUPP),
        arguments(Specs.of(LRU_PERCPU_HASH, 4, 8, 1).with(MapSpec.F_NO_PREALLOC), Errno.ENOTSUPP),
        arguments(
            Specs.of(LRU_HASH, 4, 8, 1).with(MapSpec.F_NO_COMMON_LRU).withNuma(0), Errno.EINVAL),
        arguments(Specs.of(QUEUE, 4, 8, 1), Errno.EINVAL),
        arguments(Specs.of(STACK, 0, 0, 1), Errno.EINVAL),
        arguments(Specs.of(QUEUE, 0, 8, 0), Errno.EINVAL),
        arguments(Specs.of(QUEUE, 0, 8, 1).with(MapSpec.F_NO_PREALLOC), Errno.EINVAL),
        arguments(Specs.of(QUEUE, 0, (1 << 22) + 1, 1), Errno.E2BIG),
        arguments(Specs.of(STACK, 0, 8, 0x1fff_ffffL), Errno.E2BIG),
        arguments(Specs.of(STACK, 0, 8, 0x1fff_fffeL), Errno.ENOMEM),
        arguments(Specs.of(RINGBUF, 0, 0, 0), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 0, 0, 2048), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 0, 0, 4096 * 3), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 4, 0, 4096), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 0, 4, 4096), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 0, 0, 4096).with(MapSpec.F_RDONLY_PROG), Errno.EINVAL),
        arguments(Specs.of(RINGBUF, 0, 0, 1L << 31), Errno.ENOMEM),
        arguments(Specs.of(PROG_ARRAY, 4, 8, 1), Errno.EINVAL),
        arguments(Specs.of(PROG_ARRAY, 4, 4, 1).with(MapSpec.F_RDONLY_PROG), Errno.EINVAL),
        arguments(Specs.of(PROG_ARRAY, 4, 4, 0xffff_ffffL), Errno.ENOMEM),
        arguments(Specs.of(ARRAY_OF_MAPS, 4, 4, 1), Errno.EBADF),
        arguments(
            Specs.of(HASH_OF_MAPS, 4, 8, 1).withInner(Specs.of(ARRAY, 4, 4, 1)), Errno.EINVAL),
        arguments(
            Specs.of(ARRAY_OF_MAPS, 4, 4, 1)
                .withInner(Specs.of(ARRAY_OF_MAPS, 4, 4, 1).withInner(Specs.of(ARRAY, 4, 4, 1))),
            Errno.EINVAL),
        arguments(
            Specs.of(ARRAY_OF_MAPS, 4, 4, 1).withInner(Specs.of(PROG_ARRAY, 4, 4, 1)),
            Errno.ENOTSUPP),
        arguments(
            Specs.of(ARRAY_OF_MAPS, 4, 4, 1).withInner(Specs.of(ARRAY, 4, 4, 0)), Errno.EINVAL),
        arguments(Specs.of(STRUCT_OPS, 4, 16, 2).withOps(), Errno.EINVAL),
        arguments(Specs.of(STRUCT_OPS, 4, 16, 1), Errno.EINVAL),
        arguments(
            Specs.of(STRUCT_OPS, 4, 16, 1).withOps().with(MapSpec.F_RDONLY_PROG), Errno.EINVAL),
        arguments(Specs.of(ARENA, 0, 0, 1), Errno.EINVAL));
  }

  /**
   * Types that are verified only: sizes, flags and map_extra, as a real 6.12.117 answered; OK is
   * accepted.
   */
  @ParameterizedTest
  @CsvSource({
    "LPM_TRIE,     8, 4, 4, 1, 0, ''",
    "LPM_TRIE,     8, 4, 4, 0, 0, EINVAL",
    "LPM_TRIE,     4, 4, 4, 1, 0, EINVAL",
    "LPM_TRIE,     5, 4, 4, 1, 0, ''",
    "LPM_TRIE,   260, 4, 4, 1, 0, ''",
    "LPM_TRIE,   261, 4, 4, 1, 0, EINVAL",
    "LPM_TRIE,     8, 0, 4, 1, 0, EINVAL",
    "LPM_TRIE,     8, 4194008, 1, 1, 0, ''",
    "LPM_TRIE,     8, 4194009, 1, 1, 0, EINVAL",
    "LPM_TRIE,     8, 4, 0, 1, 0, EINVAL",
    "LPM_TRIE,     8, 4, 4, 1025, 0, EINVAL",
    "BLOOM_FILTER, 0, 8, 4, 0, 0, ''",
    "BLOOM_FILTER, 0, 8, 4, 0, 15, ''",
    "BLOOM_FILTER, 0, 8, 4, 0, 16, EINVAL",
    "BLOOM_FILTER, 4, 8, 4, 0, 0, EINVAL",
    "BLOOM_FILTER, 0, 4194305, 4, 0, 0, E2BIG",
    "STACK_TRACE,  4, 1016, 4, 0, 0, ''",
    "STACK_TRACE,  4, 1024, 4, 0, 0, EINVAL",
    "STACK_TRACE,  4, 12, 4, 0, 0, EINVAL",
    "STACK_TRACE,  4, 1024, 4, 32, 0, ''",
    "STACK_TRACE,  8, 64, 4, 0, 0, EINVAL",
    "DEVMAP,       4, 4, 4, 0, 0, ''",
    "DEVMAP,       4, 12, 4, 0, 0, EINVAL",
    "DEVMAP,       4, 4, 4, 128, 0, EINVAL",
    "DEVMAP_HASH,  4, 8, 4, 8, 0, ''",
    "CPUMAP,       4, 4, 8192, 0, 0, ''",
    "CPUMAP,       4, 4, 8193, 0, 0, E2BIG",
    "CPUMAP,       4, 4, 4, 8, 0, EINVAL",
    "XSKMAP,       4, 4, 4, 0, 0, ''",
    "XSKMAP,       4, 8, 4, 0, 0, EINVAL",
    "SOCKMAP,      4, 8, 4, 0, 0, ''",
    "SOCKMAP,      8, 8, 4, 0, 0, EINVAL",
    "SOCKHASH,   512, 8, 4, 0, 0, ''",
    "SOCKHASH,   513, 8, 4, 0, 0, E2BIG",
    "REUSEPORT_SOCKARRAY, 4, 8, 4, 0, 0, ''",
    "REUSEPORT_SOCKARRAY, 4, 12, 4, 0, 0, EINVAL",
    "PERF_EVENT_ARRAY, 4, 4, 4, 2048, 0, ''",
    "PERF_EVENT_ARRAY, 4, 8, 4, 0, 0, EINVAL",
    "CGROUP_ARRAY, 4, 4, 4, 2048, 0, EINVAL",
    "CGROUP_STORAGE, 16, 65407, 0, 0, 0, ''",
    "CGROUP_STORAGE, 16, 65408, 0, 0, 0, E2BIG",
    "CGROUP_STORAGE, 8, 8, 1, 0, 0, EINVAL",
    "CGROUP_STORAGE, 4, 8, 0, 0, 0, EINVAL",
    "PERCPU_CGROUP_STORAGE, 8, 32769, 0, 0, 0, E2BIG",
    "SK_STORAGE,   4, 8, 0, 1, 0, EINVAL",
    "USER_RINGBUF, 0, 0, 4096, 0, 0, ''",
    "USER_RINGBUF, 0, 0, 5000, 0, 0, EINVAL",
    "ARENA,        0, 0, 4, 1024, 0, ''",
    "ARENA,        0, 0, 4, 0, 0, EINVAL",
    "ARENA,        0, 4, 4, 1024, 0, EINVAL",
    "ARENA,        0, 0, 4, 1024, 4096, ''",
    "ARENA,        0, 0, 4, 1024, 5, EINVAL",
    "ARENA,        0, 0, 1048577, 1024, 0, E2BIG",
    "ARENA,        0, 0, 2, 1024, 4294963200, ERANGE",
    "UNSPEC,       4, 4, 4, 0, 0, EINVAL",
  })
  void typesThatAreVerifiedOnly(
      MapType type, int key, int value, long entries, int flags, long extra, String errno) {
    Specs specs = Specs.of(type, key, value, entries).with(flags).withExtra(extra);
    ThrowingCallable check = () -> MapFactory.check(specs.spec(), 1, environment.kptrs());
    if (errno.isEmpty()) {
      assertThatCode(check).doesNotThrowAnyException();
      assertThatThrownBy(() -> MapFactory.create(specs.spec(), environment))
          .hasMessageContaining("such maps are only verified");
    } else {
      assertThatThrownBy(check).hasMessageEndingWith("(-" + errno + ")");
    }
  }

  private static final Btf TYPES =
      CHeaderParser.parse(
          "keys.h",
          """
          struct bpf_spin_lock { unsigned int val; };
          struct bpf_timer { unsigned long long opaque[2]; };
          struct prefix { unsigned int length; unsigned char data[4]; };
          struct bpf_cgroup_storage_key { unsigned long long id; unsigned int type; };
          struct prefix2 { unsigned int length; unsigned char data[12]; };
          struct empty { };
          struct locked { struct bpf_spin_lock lock; int n; };
          struct timed { struct bpf_timer timer; };
          """);

  /** BTF of keys and values, by type of map: {@code map_check_btf}. */
  @ParameterizedTest
  @CsvSource({
    "LPM_TRIE,       8, 8,  4, 1, prefix, locked, EOPNOTSUPP",
    "LPM_TRIE,       8, 16, 4, 1, prefix, prefix2, ''",
    "LPM_TRIE,       4, 16, 4, 1, '', prefix2, EINVAL",
    "SK_STORAGE,     4, 8,  0, 1, int, locked, ''",
    "SK_STORAGE,     4, 16, 0, 1, int, timed, EOPNOTSUPP",
    "SK_STORAGE,     4, 8,  0, 1, '', locked, EINVAL",
    "SK_STORAGE,     4, 8,  0, 0, int, locked, EINVAL",
    "SK_STORAGE,     4, 8,  1, 1, int, locked, EINVAL",
    "TASK_STORAGE,   8, 8,  0, 1, int, locked, EINVAL",
    "CGROUP_STORAGE, 16, 8, 0, 0, bpf_cgroup_storage_key, locked, ''",
    "CGROUP_STORAGE, 8, 8,  0, 0, prefix, locked, EINVAL",
    "BLOOM_FILTER,   0, 16, 4, 0, '', prefix2, ''",
    "BLOOM_FILTER,   0, 8,  4, 0, '', locked, EOPNOTSUPP",
    "STACK_TRACE,    4, 16, 4, 0, int, prefix2, ENOTSUPP",
    "DEVMAP,         4, 8,  4, 0, int, locked, EACCES",
    "XSKMAP,         4, 4,  4, 0, int, int, ENOTSUPP",
    "RINGBUF,        0, 0,  4096, 0, '', empty, EINVAL",
    "ARRAY,          4, 8,  4, 0, int, locked, ''",
    "ARRAY,          4, 8,  4, 128, int, locked, EACCES",
    "PERCPU_ARRAY,   4, 8,  4, 0, int, locked, EOPNOTSUPP",
  })
  void typesOfKeysAndValues(
      MapType type,
      int key,
      int value,
      long entries,
      int flags,
      String keyType,
      String valueType,
      String errno) {
    Specs specs =
        Specs.of(type, key, value, entries).with(flags).withBtf(TYPES, id(keyType), id(valueType));
    ThrowingCallable check = () -> MapFactory.check(specs.spec(), 1, environment.kptrs());
    if (errno.isEmpty()) {
      assertThatCode(check).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check).hasMessageEndingWith("(-" + errno + ")");
    }
  }

  private static int id(String name) {
    return switch (name) {
      case "" -> 0;
      case "int" -> TYPES.find("int", BtfType.Int.class).orElseThrow();
      default -> TYPES.findStruct(name).orElseThrow();
    };
  }

  @ParameterizedTest
  @MethodSource
  void refused(Specs specs, Errno errno) {
    int before = environment.registry().size();
    assertThatThrownBy(() -> MapFactory.create(specs.spec(), environment))
        .isInstanceOfSatisfying(MapException.class, e -> assertThat(e.errno()).isEqualTo(errno))
        .hasMessageStartingWith("map 'm' (")
        .hasMessageEndingWith("(-" + errno + ")")
        .hasMessageNotContaining("\n");
    assertThat(environment.registry().size()).isEqualTo(before);
  }

  /** Memory is not asked for; all else is found, with the same words. */
  @ParameterizedTest
  @MethodSource("refused")
  void theCheckAloneSaysWhatMakingWould(Specs specs, Errno errno) {
    ThrowingCallable check =
        () -> MapFactory.checkLikeLibbpf(specs.spec(), environment.cpus(), environment.kptrs());
    if (errno == Errno.ENOMEM) {
      assertThatCode(check).doesNotThrowAnyException();
      return;
    }
    Throwable made =
        catchThrowable(() -> MapFactory.createLikeLibbpf(specs.spec(), environment, warning -> {}));
    assertThatThrownBy(check).isInstanceOf(MapException.class).hasMessage(made.getMessage());
  }

  static Stream<Specs> accepted() {
    return Stream.of(
        Specs.of(ARRAY, 4, 1, 1),
        Specs.of(ARRAY, 4, 8, 1).with(MapSpec.F_MMAPABLE | MapSpec.F_INNER_MAP),
        Specs.of(ARRAY, 4, 8, 1).withNuma(0),
        Specs.of(PERCPU_ARRAY, 4, 32768, 2),
        Specs.of(HASH, 1, 1, 1),
        Specs.of(HASH, 512, 100_000, 1).with(MapSpec.F_NO_PREALLOC),
        Specs.of(HASH, 4, (1 << 22) - 53, 1).with(MapSpec.F_NO_PREALLOC),
        Specs.of(PERCPU_HASH, 4, 32768, 3),
        Specs.of(LRU_HASH, 4, 8, 10).with(MapSpec.F_NO_COMMON_LRU),
        Specs.of(LRU_PERCPU_HASH, 4, 8, 10),
        Specs.of(QUEUE, 0, 3, 5),
        Specs.of(STACK, 0, 3, 5).with(MapSpec.F_RDONLY_PROG),
        Specs.of(RINGBUF, 0, 0, 4096),
        Specs.of(PROG_ARRAY, 4, 4, 5),
        Specs.of(ARRAY_OF_MAPS, 4, 4, 5).withInner(Specs.of(HASH, 4, 4, 5)),
        Specs.of(HASH_OF_MAPS, 8, 4, 5).withInner(Specs.of(RINGBUF, 0, 0, 4096)),
        Specs.of(STRUCT_OPS, 4, 16, 1).withOps().with(MapSpec.F_LINK));
  }

  @ParameterizedTest
  @MethodSource
  void accepted(Specs specs) {
    BpfMap map = MapFactory.create(specs.spec(), environment);
    assertThat(environment.registry().map(map.address())).isSameAs(map);
    assertThat(environment.registry().mapById(map.id())).isSameAs(map);
    long struct = map.address();
    assertThat(MEMORY.getInt(struct + MapStruct.MAP_TYPE)).isEqualTo(specs.type().number());
    assertThat(MEMORY.getInt(struct + MapStruct.VALUE_SIZE)).isEqualTo(specs.valueSize());
    assertThat(MEMORY.getInt(struct + MapStruct.ID)).isEqualTo(map.id());
    assertThat(MEMORY.getInt(struct + MapStruct.MAX_ENTRIES)).isEqualTo((int) map.maxEntries());
    assertThat(MEMORY.getString(struct + MapStruct.NAME, 16)).isEqualTo("m");
    assertThat(MEMORY.isReadable(struct, MapStruct.SIZE)).isTrue();
    assertThat(MEMORY.isWritable(struct, 8)).isFalse();
    map.free();
    map.free();
    assertThat(environment.registry().map(struct)).isNull();
    assertThat(MEMORY.isReadable(struct, 8)).isFalse();
  }

  @Test
  void perCpuLruRoundsEntriesUpToTheCpus() {
    Specs specs = Specs.of(LRU_HASH, 4, 8, 10).with(MapSpec.F_NO_COMMON_LRU);
    assertThat(MapFactory.create(specs.spec(), environment).maxEntries()).isEqualTo(12);
  }

  @Test
  void unknownAddressIsNoMap() {
    assertThat(environment.registry().map(0)).isNull();
    assertThat(environment.registry().map(ArenaMemory.TAG)).isNull();
    assertThat(environment.registry().mapById(12345)).isNull();
  }

  @Test
  void kernelNamesAreCutAndCleaned() {
    assertThat(MapStruct.kernelName("a-long-name.rodata.str")).isEqualTo("a_long_name.rod");
  }

  @Test
  void failedCreationGivesAllMemoryBack() {
    ArenaMemory small = ArenaMemory.heap(18);
    MapEnvironment tight = MapEnvironment.of(small);
    Specs huge = Specs.of(HASH, 4, 100_000, 10);
    Specs ring = Specs.of(RINGBUF, 0, 0, 1 << 18);
    for (int i = 0; i < 5000; i++) {
      assertThatThrownBy(() -> MapFactory.create(huge.spec(), tight))
          .isInstanceOf(MapException.class);
      assertThatThrownBy(() -> MapFactory.create(ring.spec(), tight))
          .isInstanceOf(MapException.class);
    }
    assertThat(small.reserved()).isLessThan(1 << 17);
  }
}
