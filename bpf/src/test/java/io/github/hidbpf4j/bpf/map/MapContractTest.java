package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for maps of every type; one subclass for each. */
abstract class MapContractTest {
  static final ArenaMemory MEMORY = ArenaMemory.heap(22);
  int cpu;
  MapEnvironment environment = MapEnvironment.of(MEMORY);
  BpfMap map = BpfMapStub.NONE;

  /** A specification with at least 8 entries and, where the type has values, of 12 bytes. */
  abstract Specs specs();

  /** A value that a user may store, or null when the type takes none that way. */
  byte @Nullable [] userValue(int i) {
    return Keys.bytes(i + 1, (int) map.userValueSize());
  }

  /** Makes whatever {@link #userValue} refers to. */
  void prepare() {}

  @BeforeEach
  void create() {
    environment = MapEnvironment.of(MEMORY).withCpus(3, () -> cpu);
    map = MapFactory.create(specs().spec(), environment);
    prepare();
  }

  @AfterEach
  void free() {
    map.free();
  }

  byte[] key(int i) {
    return Keys.bytes(i, specs().keySize());
  }

  /** Whether elements are found by key. */
  boolean keyed() {
    return specs().keySize() != 0 && userValue(0) != null;
  }

  @Test
  void isFoundByAddressAndId() {
    assertThat(environment.registry().map(map.address())).isSameAs(map);
    assertThat(environment.registry().map(map.address() + 8)).isNull();
    assertThat(environment.registry().mapById(map.id())).isSameAs(map);
  }

  @Test
  void freesAllItsMemory() {
    ArenaMemory fresh = ArenaMemory.heap(20);
    MapEnvironment other = MapEnvironment.of(fresh).withCpus(3, () -> cpu);
    BpfMap first = MapFactory.create(specs().spec(), other);
    first.free();
    long after = fresh.reserved();
    for (int i = 0; i < 50; i++) {
      BpfMap again = MapFactory.create(specs().spec(), other);
      again.release();
      assertThat(other.registry().size()).isZero();
    }
    assertThat(fresh.reserved()).isEqualTo(after);
  }

  @Test
  void lastReferenceFrees() {
    assertThat(map.acquire()).isTrue();
    assertThat(map.acquireUser()).isTrue();
    assertThat(map.references()).isEqualTo(3);
    assertThat(map.userReferences()).isEqualTo(2);
    map.releaseUser();
    map.releaseUser();
    assertThat(map.userReferences()).isZero();
    assertThat(environment.registry().map(map.address())).isSameAs(map);
    map.release();
    assertThat(environment.registry().map(map.address())).isNull();
    assertThat(map.acquire()).isFalse();
    assertThat(map.acquireUser()).isFalse();
    assertThatThrownBy(map::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void userArraysOfTheWrongLengthAreRefused() {
    byte[] key = new byte[specs().keySize() + 1];
    byte[] value = new byte[(int) map.userValueSize()];
    long invalid = Errno.EINVAL.result();
    assertThat(map.userLookup(key, value, 0)).isEqualTo(invalid);
    assertThat(map.userUpdate(key, value, 0)).isEqualTo(invalid);
    assertThat(map.userDelete(key)).isEqualTo(invalid);
    assertThat(map.userNextKey(key, key)).isEqualTo(invalid);
    assertThat(map.userLookup(key(0), new byte[value.length + 1], 0)).isEqualTo(invalid);
    assertThat(map.userUpdate(key(0), new byte[value.length + 1], 0)).isEqualTo(invalid);
  }

  @Test
  void unknownUserFlagsAreRefused() {
    byte[] value = new byte[(int) map.userValueSize()];
    assertThat(map.userLookup(key(0), value, 1)).isEqualTo(Errno.EINVAL.result());
    // No value of this test has a spin lock.
    assertThat(map.userLookup(key(0), value, BpfMap.BPF_F_LOCK)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userUpdate(key(0), value, BpfMap.BPF_F_LOCK)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userLookupAndDelete(key(0), value, 2)).isEqualTo(Errno.EINVAL.result());
  }

  @Test
  void storedValuesAreReadBack() {
    if (!keyed()) {
      return;
    }
    for (int i = 0; i < 3; i++) {
      assertThat(map.userUpdate(key(i), value(i), 0)).isZero();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(map.userLookup(key(i))).isEqualTo(value(i));
    }
  }

  byte[] value(int i) {
    byte[] value = userValue(i);
    assertThat(value).isNotNull();
    return value == null ? new byte[0] : value;
  }

  @Test
  void frozenMapsTakeNoUserWritesButReads() {
    if (!keyed()) {
      return;
    }
    assertThat(map.userUpdate(key(1), value(1), 0)).isZero();
    long frozen = map.freeze();
    if (frozen != 0) {
      assertThat(frozen).isEqualTo(Errno.ENOTSUPP.result());
      return;
    }
    assertThat(map.isFrozen()).isTrue();
    assertThat(map.freeze()).isEqualTo(Errno.EPERM.result());
    assertThat(map.userUpdate(key(1), value(2), 0)).isEqualTo(Errno.EPERM.result());
    assertThat(map.userDelete(key(1))).isEqualTo(Errno.EPERM.result());
    assertThat(map.userLookup(key(1))).isEqualTo(value(1));
  }

  @Test
  void descriptorFlagsLimitTheUser() {
    if (specs().type() == MapType.RINGBUF || specs().type() == MapType.STRUCT_OPS) {
      return;
    }
    BpfMap readOnly = MapFactory.create(specs().with(MapSpec.F_RDONLY).spec(), environment);
    byte[] value = new byte[(int) readOnly.userValueSize()];
    assertThat(readOnly.userUpdate(key(0), value, 0)).isEqualTo(Errno.EPERM.result());
    assertThat(readOnly.freeze()).isEqualTo(Errno.EPERM.result());
    readOnly.free();
    BpfMap writeOnly = MapFactory.create(specs().with(MapSpec.F_WRONLY).spec(), environment);
    assertThat(writeOnly.userLookup(key(0), value, 0)).isEqualTo(Errno.EPERM.result());
    assertThat(writeOnly.userNextKey(null, key(0))).isEqualTo(Errno.EPERM.result());
    writeOnly.free();
  }

  @Test
  void iterationMeetsEveryKeyOnceAndEnds() {
    if (!keyed()) {
      return;
    }
    for (int i = 0; i < 5; i++) {
      map.userUpdate(key(i), value(i), 0);
    }
    List<byte[]> seen = keys();
    assertThat(seen).doesNotHaveDuplicates();
    for (int i = 0; i < 5; i++) {
      byte[] key = key(i);
      if (map.userLookup(key) != null) {
        assertThat(seen).anyMatch(k -> Arrays.equals(k, key));
      }
    }
  }

  final List<byte[]> keys() {
    List<byte[]> seen = new ArrayList<>();
    byte[] key = map.userNextKey(null);
    while (key != null) {
      seen.add(key);
      assertThat(seen.size()).isLessThan(10_000);
      key = map.userNextKey(key);
    }
    return seen;
  }

  @Test
  void structTellsTypeAndSizes() {
    assertThat(MEMORY.getInt(map.address() + MapStruct.MAP_TYPE))
        .isEqualTo(specs().type().number());
    assertThat(MEMORY.getInt(map.address() + MapStruct.KEY_SIZE)).isEqualTo(specs().keySize());
    assertThat(MEMORY.isWritable(map.address(), 1)).isFalse();
  }
}
