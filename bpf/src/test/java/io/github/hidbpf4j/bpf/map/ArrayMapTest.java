package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrayMapTest extends MapContractTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.ARRAY, 4, 12, 8);
  }

  private long index(int i) {
    return Keys.at(MEMORY, key(i));
  }

  @Test
  void allElementsExistZeroedAndEightByteApart() {
    long first = map.lookup(index(0));
    assertThat(map.lookup(index(7))).isEqualTo(first + 7 * 16);
    assertThat(map.lookup(index(8))).isZero();
    assertThat(map.lookup(index(-1))).isZero();
    assertThat(map.userLookup(key(5))).isEqualTo(new byte[12]);
    assertThat(map.userLookup(key(8))).isNull();
  }

  @Test
  void paddingIsDead() {
    long second = map.lookup(index(1));
    assertThat(MEMORY.isWritable(second, 12)).isTrue();
    assertThat(MEMORY.isReadable(second, 13)).isFalse();
    assertThat(MEMORY.isReadable(second + 16, 12)).isTrue();
    assertThat(MEMORY.isReadable(map.lookup(index(7)) + 12, 1)).isFalse();
  }

  @Test
  void updatesInPlaceWithTheKernelsErrors() {
    long value = Keys.at(MEMORY, value(1));
    long before = map.lookup(index(2));
    assertThat(map.update(index(2), value, BpfMap.BPF_ANY)).isZero();
    assertThat(map.update(index(2), value, BpfMap.BPF_EXIST)).isZero();
    assertThat(map.lookup(index(2))).isEqualTo(before);
    assertThat(map.update(index(2), value, BpfMap.BPF_NOEXIST)).isEqualTo(Errno.EEXIST.result());
    assertThat(map.update(index(8), value, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(map.update(index(8), value, 3)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(index(2), value, BpfMap.BPF_F_LOCK)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.delete(index(2))).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userDelete(key(2))).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userLookupAndDelete(key(2), new byte[12], 0)).isEqualTo(Errno.ENOTSUPP.result());
    assertThat(map.push(value, 0)).isEqualTo(Errno.EOPNOTSUPP.result());
  }

  @Test
  void iteratesInOrderWithTheIndexAsKey() {
    List<Integer> seen = new ArrayList<>();
    assertThat(
            map.forEach(
                (k, v) -> {
                  assertThat(MEMORY.isReadable(k, 4)).isTrue();
                  assertThat(MEMORY.isWritable(k, 4)).isFalse();
                  assertThat(v).isEqualTo(map.lookup(k));
                  seen.add(MEMORY.getInt(k));
                  return 0;
                }))
        .isEqualTo(8);
    assertThat(seen).isEqualTo(IntStream.range(0, 8).boxed().toList());
    assertThat(map.forEach((k, _) -> MEMORY.getInt(k) == 2 ? 1 : 0)).isEqualTo(3);
    assertThat(keys()).hasSize(8);
    assertThat(map.userNextKey(key(100))).isEqualTo(key(0));
    assertThat(map.userNextKey(key(7))).isNull();
  }

  @Test
  void nestedIterationsHaveKeysOfTheirOwn() {
    List<Integer> pairs = new ArrayList<>();
    map.forEach(
        (outer, _) ->
            map.forEach(
                        (inner, _) -> {
                          pairs.add(MEMORY.getInt(outer) * 8 + MEMORY.getInt(inner));
                          return 0;
                        })
                    == 8
                ? 0
                : 1);
    assertThat(pairs).isEqualTo(IntStream.range(0, 64).boxed().toList());
  }

  @Test
  void frozenDataSectionIsReadOnlyForProgramsAndUsers() {
    byte[] data = Keys.bytes(0x1122_3344_5566_7788L, 13);
    BpfMap rodata =
        MapFactory.create(
            Specs.of(MapType.ARRAY, 4, 13, 1)
                .with(MapSpec.F_RDONLY_PROG | MapSpec.F_MMAPABLE)
                .withData(data, true)
                .spec(),
            environment);
    long address = rodata.directValueAddress();
    assertThat(address).isEqualTo(rodata.lookup(index(0)));
    assertThat(MEMORY.getBytes(address, 13)).isEqualTo(data);
    assertThat(MEMORY.isReadable(address, 13)).isTrue();
    assertThat(MEMORY.isReadable(address, 14)).isFalse();
    assertThat(MEMORY.isWritable(address, 1)).isFalse();
    assertThat(rodata.userUpdate(key(0), data, 0)).isEqualTo(Errno.EPERM.result());
    rodata.free();
    assertThat(map.directValueAddress()).isZero();
  }
}
