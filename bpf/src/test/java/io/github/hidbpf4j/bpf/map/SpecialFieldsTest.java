package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of {@code {u32 a; bpf_spin_lock lock; bpf_timer timer; u64 b; bpf_wq wq}}. */
class SpecialFieldsTest {
  private static final int LOCK = 4;
  private static final int TIMER = 8;
  private static final int B = 24;
  private static final int WQ = 32;
  private static final int SIZE = 48;

  private final ArenaMemory memory = ArenaMemory.heap(20);
  private final List<Long> freed = new ArrayList<>();
  private final List<Long> released = new ArrayList<>();
  private final MapEnvironment environment =
      MapEnvironment.of(memory)
          .withHooks(
              new SpecialFieldHooks() {
                @Override
                public void elementFreed(BpfMap map, long value) {
                  freed.add(value);
                }

                @Override
                public void userReleased(BpfMap map, long value) {
                  released.add(value);
                }
              });

  private static int struct(Btf.Builder b, String name, int size, BtfType.Member... members) {
    return b.add(new BtfType.Composite(false, name, size, List.of(members)));
  }

  private static Specs specs(MapType type, int keySize, boolean withLock) {
    Btf.Builder b = new Btf.Builder();
    int u32 = b.add(new BtfType.Int("unsigned int", 4, false, false, false, 0, 32));
    int u64 = b.add(new BtfType.Int("unsigned long", 8, false, false, false, 0, 64));
    int lock = struct(b, "bpf_spin_lock", 4, new BtfType.Member("val", u32, 0, 0));
    int timer = struct(b, "bpf_timer", 16, new BtfType.Member("x", u64, 0, 0));
    int wq = struct(b, "bpf_wq", 16, new BtfType.Member("x", u64, 0, 0));
    int value =
        struct(
            b,
            "value",
            SIZE,
            new BtfType.Member("a", u32, 0, 0),
            new BtfType.Member("lock", withLock ? lock : u32, LOCK * 8, 0),
            new BtfType.Member("timer", timer, TIMER * 8, 0),
            new BtfType.Member("b", u64, B * 8, 0),
            new BtfType.Member("wq", wq, WQ * 8, 0));
    return Specs.of(type, keySize, SIZE, 4).withBtf(b.build(), u32, value);
  }

  private BpfMap map(MapType type) {
    return MapFactory.create(specs(type, 4, type != MapType.LRU_HASH).spec(), environment);
  }

  @ParameterizedTest
  @EnumSource(names = {"ARRAY", "HASH", "LRU_HASH"})
  void updatesSkipAndUsersSeeZeros(MapType type) {
    BpfMap map = map(type);
    long key = Keys.at(memory, new byte[4]);
    byte[] ones = new byte[SIZE];
    Arrays.fill(ones, (byte) 1);
    assertThat(map.userUpdate(new byte[4], ones, 0)).isZero();
    long value = map.lookup(key);
    assertThat(memory.getInt(value)).isEqualTo(0x0101_0101);
    assertThat(memory.getLong(value + TIMER)).isZero();
    assertThat(memory.getLong(value + B)).isEqualTo(0x0101_0101_0101_0101L);
    memory.putLong(value + TIMER, 77);
    byte[] seen = map.userLookup(new byte[4]);
    assertThat(seen).isNotNull();
    assertThat(Arrays.copyOfRange(seen, TIMER, TIMER + 16)).containsOnly(0);
    assertThat(Arrays.copyOfRange(seen, WQ, WQ + 16)).containsOnly(0);
    assertThat(Arrays.copyOfRange(seen, B, B + 8)).containsOnly(1);
  }

  @Test
  void arrayUpdateFreesTheFieldsInPlace() {
    BpfMap map = map(MapType.ARRAY);
    long key = Keys.at(memory, new byte[4]);
    long value = map.lookup(key);
    memory.putLong(value + WQ, 5);
    map.update(key, Keys.at(memory, new byte[SIZE]), 0);
    assertThat(freed).containsExactly(value);
    assertThat(memory.getLong(value + WQ)).as("left to its owner to clear").isEqualTo(5);
    freed.clear();
    map.free();
    assertThat(freed).hasSize(4);
  }

  @Test
  void hashFreesOnReplaceDeleteAndRelease() {
    BpfMap map = map(MapType.HASH);
    long key = Keys.at(memory, new byte[4]);
    long from = Keys.at(memory, new byte[SIZE]);
    map.update(key, from, 0);
    long first = map.lookup(key);
    memory.putLong(first + TIMER, 9);
    map.update(key, from, 0);
    assertThat(freed).containsExactly(first);
    assertThat(memory.getLong(first + TIMER)).as("left to its owner to clear").isEqualTo(9);
    long second = map.lookup(key);
    map.delete(key);
    assertThat(freed).containsExactly(first, second);
    map.acquire();
    map.releaseUser();
    assertThat(released).contains(first, second);
    freed.clear();
    map.release();
    assertThat(freed).contains(first, second);
  }

  @Test
  void evictionFrees() {
    BpfMap map = map(MapType.LRU_HASH);
    for (int i = 0; i < 10; i++) {
      assertThat(map.userUpdate(Keys.bytes(i, 4), new byte[SIZE], 0)).isZero();
    }
    assertThat(freed).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(names = {"ARRAY", "HASH"})
  void lockedUpdateChangesInPlaceAndReleasesTheLock(MapType type) {
    BpfMap map = map(type);
    long key = Keys.at(memory, new byte[4]);
    long from = Keys.at(memory, Keys.bytes(-1, SIZE));
    assertThat(map.update(key, from, BpfMap.BPF_F_LOCK)).isZero();
    long value = map.lookup(key);
    freed.clear();
    assertThat(map.update(key, from, BpfMap.BPF_F_LOCK | BpfMap.BPF_EXIST)).isZero();
    assertThat(map.lookup(key)).isEqualTo(value);
    assertThat(memory.getInt(value + LOCK)).isZero();
    assertThat(memory.getInt(value)).isEqualTo(-1);
    assertThat(map.userLookup(new byte[4], new byte[SIZE], BpfMap.BPF_F_LOCK)).isZero();
    assertThat(map.userUpdate(new byte[4], new byte[SIZE], BpfMap.BPF_F_LOCK)).isZero();
    assertThat(memory.getInt(value)).isZero();
    assertThat(SpinLock.tryLock(memory, value + LOCK)).isTrue();
    assertThat(SpinLock.tryLock(memory, value + LOCK)).isFalse();
    SpinLock.unlock(memory, value + LOCK);
  }

  @Test
  void suchMapsCannotBeFrozen() {
    assertThat(map(MapType.ARRAY).freeze()).isEqualTo(Errno.ENOTSUPP.result());
  }

  @Test
  void typesAndFlagsThatCannotHoldThemAreRefused() {
    for (MapType type :
        new MapType[] {MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH}) {
      assertRefused(specs(type, 4, false), Errno.EOPNOTSUPP);
    }
    assertRefused(specs(MapType.LRU_HASH, 4, true), Errno.EOPNOTSUPP);
    assertRefused(specs(MapType.ARRAY, 4, true).with(MapSpec.F_RDONLY_PROG), Errno.EACCES);
    assertRefused(specs(MapType.HASH, 8, true), Errno.EINVAL);
    List<String> warnings = new ArrayList<>();
    BpfMap without =
        MapFactory.createLikeLibbpf(
            specs(MapType.PERCPU_ARRAY, 4, false).spec(), environment, warnings::add);
    assertThat(without.record().isEmpty()).isTrue();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("bpf_timer in a value of this map type (-EOPNOTSUPP); created without BTF");
  }

  private void assertRefused(Specs specs, Errno errno) {
    assertThatThrownBy(() -> MapFactory.create(specs.spec(), environment))
        .isInstanceOfSatisfying(
            MapException.class, e -> assertThat(e.errno()).as("%s", e).isEqualTo(errno));
  }

  @Test
  void invalidFieldsLeaveAMapWithoutThem() {
    Btf.Builder b = new Btf.Builder();
    int u32 = b.add(new BtfType.Int("unsigned int", 4, false, false, false, 0, 32));
    int timer = struct(b, "bpf_timer", 16);
    int value =
        struct(
            b,
            "v",
            32,
            new BtfType.Member("x", timer, 0, 0),
            new BtfType.Member("y", timer, 128, 0));
    BpfMap map =
        MapFactory.create(
            Specs.of(MapType.ARRAY, 4, 32, 1).withBtf(b.build(), u32, value).spec(), environment);
    assertThat(map.record().has(BtfFieldType.TIMER)).isFalse();
    assertThat(Objects.requireNonNull(map.recordError()).errno()).isEqualTo(Errno.E2BIG);
  }
}
