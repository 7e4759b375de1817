package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashMapTest extends MapContractTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.HASH, 6, 12, 8);
  }

  private long at(byte[] bytes) {
    return Keys.at(MEMORY, bytes);
  }

  @Test
  void flagsDecideBetweenCreateAndUpdate() {
    long key = at(key(1));
    long value = at(value(1));
    assertThat(map.update(key, value, BpfMap.BPF_EXIST)).isEqualTo(Errno.ENOENT.result());
    assertThat(map.update(key, value, BpfMap.BPF_NOEXIST)).isZero();
    assertThat(map.update(key, value, BpfMap.BPF_NOEXIST)).isEqualTo(Errno.EEXIST.result());
    assertThat(map.update(key, value, BpfMap.BPF_EXIST)).isZero();
    assertThat(map.update(key, value, 3)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(key, value, 8)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(key, value, -1)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(key, value, BpfMap.BPF_F_LOCK)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.delete(key)).isZero();
    assertThat(map.delete(key)).isEqualTo(Errno.ENOENT.result());
    assertThat(map.lookup(key)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, MapSpec.F_NO_PREALLOC})
  void fullMapRefusesNewKeysAndReplacesOld(int flags) {
    BpfMap full = MapFactory.create(specs().with(flags).spec(), environment);
    for (int i = 0; i < 8; i++) {
      assertThat(full.userUpdate(key(i), value(i), 0)).isZero();
    }
    assertThat(full.userUpdate(key(8), value(8), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(full.userUpdate(key(3), value(9), 0)).isZero();
    assertThat(full.userLookup(key(3))).isEqualTo(value(9));
    assertThat(full.userDelete(key(0))).isZero();
    assertThat(full.userUpdate(key(8), value(8), 0)).isZero();
    full.free();
  }

  @Test
  void growingMapEndsWithTheArenaAndStaysUsable() {
    ArenaMemory small = ArenaMemory.heap(17);
    long key = Keys.at(small, new byte[4]);
    BpfMap growing =
        MapFactory.create(
            Specs.of(MapType.HASH, 4, 8, 100_000).with(MapSpec.F_NO_PREALLOC).spec(),
            MapEnvironment.of(small));
    int stored = 0;
    long result = 0;
    while (result == 0) {
      small.putInt(key, stored);
      result = growing.update(key, key, 0);
      stored += result == 0 ? 1 : 0;
    }
    assertThat(result).isEqualTo(Errno.ENOMEM.result());
    assertThat(stored).isGreaterThan(500);
    assertThat(growing.forEach((_, _) -> 0)).isEqualTo(stored);
    small.putInt(key, 0);
    assertThat(growing.delete(key)).isZero();
    assertThat(growing.update(key, key, 0)).isZero();
    growing.free();
  }

  @Test
  void valueAddressOutlivesDeleteAndReplace() {
    long key = at(key(1));
    map.update(key, at(value(1)), 0);
    long old = map.lookup(key);
    map.update(key, at(value(2)), 0);
    assertThat(map.lookup(key)).isNotEqualTo(old);
    assertThat(MEMORY.getBytes(old, 12)).isEqualTo(value(1));
    long now = map.lookup(key);
    map.delete(key);
    assertThat(MEMORY.isWritable(now, 12)).isTrue();
    assertThat(MEMORY.getBytes(now, 12)).isEqualTo(value(2));
  }

  @Test
  void onlyKeyAndValueAreLive() {
    long key = at(key(1));
    map.update(key, at(value(1)), 0);
    long value = map.lookup(key);
    assertThat(MEMORY.isWritable(value, 12)).isTrue();
    assertThat(MEMORY.isReadable(value + 12, 1)).isFalse();
    assertThat(MEMORY.isReadable(value - 1, 1)).isFalse();
    map.forEach(
        (k, _) -> {
          assertThat(MEMORY.isReadable(k, 6)).isTrue();
          assertThat(MEMORY.isReadable(k, 7)).isFalse();
          assertThat(MEMORY.isWritable(k, 1)).isFalse();
          return 0;
        });
    BpfMap constant = MapFactory.create(specs().with(MapSpec.F_RDONLY_PROG).spec(), environment);
    constant.userUpdate(key(1), value(1), 0);
    assertThat(MEMORY.isWritable(constant.lookup(key), 1)).isFalse();
    constant.free();
  }

  /** Buckets in order, within a bucket newest first; the same for users and programs. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x1234_5678})
  void iterationIsBucketOrderNewestFirst(int seed) {
    MapEnvironment seeded = environment.withRandom(() -> seed);
    BpfMap m = MapFactory.create(Specs.of(MapType.HASH, 4, 4, 50).spec(), seeded);
    BpfMap zero =
        MapFactory.create(
            Specs.of(MapType.HASH, 4, 4, 50).with(MapSpec.F_ZERO_SEED).spec(), seeded);
    for (BpfMap each : List.of(m, zero)) {
      int used = each.equals(zero) ? 0 : seed;
      List<List<Integer>> buckets = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        buckets.add(new ArrayList<>());
      }
      for (int i = 0; i < 50; i++) {
        each.userUpdate(Keys.bytes(i * 7L, 4), Keys.bytes(i, 4), 0);
        int hash = Jhash.hash(MEMORY, at(Keys.bytes(i * 7L, 4)), 4, used);
        buckets.get(hash & 63).addFirst(i * 7);
      }
      List<Integer> expected = buckets.stream().flatMap(List::stream).toList();
      List<Integer> visited = new ArrayList<>();
      assertThat(
              each.forEach(
                  (k, _) -> {
                    visited.add(MEMORY.getInt(k));
                    return 0;
                  }))
          .isEqualTo(50);
      assertThat(visited).isEqualTo(expected);
      List<Integer> listed = new ArrayList<>();
      byte[] key = each.userNextKey(null);
      while (key != null) {
        listed.add(IdValue.read(key));
        key = each.userNextKey(key);
      }
      assertThat(listed).isEqualTo(expected);
      each.free();
    }
  }

  @Test
  void iterationStopsAndSurvivesDeletingTheCurrentElement() {
    for (int i = 0; i < 8; i++) {
      map.userUpdate(key(i), value(i), 0);
    }
    assertThat(map.forEach((_, _) -> 1)).isEqualTo(1);
    assertThat(map.forEach((k, _) -> map.delete(k) == 0 ? 0 : 1)).isEqualTo(8);
    assertThat(map.userNextKey(null)).isNull();
  }

  @Test
  void iterationEndsEvenWhenTheVisitorReinserts() {
    for (int i = 0; i < 8; i++) {
      map.userUpdate(key(i), value(i), 0);
    }
    long other = at(key(3));
    long value = at(value(3));
    long visited =
        map.forEach(
            (_, _) -> {
              map.delete(other);
              map.update(other, value, 0);
              return 0;
            });
    assertThat(visited).isBetween(7L, 100L);
  }

  @Test
  void absentKeyStartsTheWalkOver() {
    map.userUpdate(key(1), value(1), 0);
    map.userUpdate(key(2), value(2), 0);
    assertThat(map.userNextKey(key(99))).isEqualTo(map.userNextKey(null));
  }

  @Test
  void lookupAndDeleteTakesTheValueOut() {
    map.userUpdate(key(1), value(1), 0);
    byte[] out = new byte[12];
    assertThat(map.userLookupAndDelete(key(1), out, 0)).isZero();
    assertThat(out).isEqualTo(value(1));
    assertThat(map.userLookupAndDelete(key(1), out, 0)).isEqualTo(Errno.ENOENT.result());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void behavesAsAModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int keySize = random.nextInt(1, 30);
    int valueSize = random.nextInt(1, 40);
    int entries = random.nextInt(1, 60);
    int flags = seed % 2 == 0 ? MapSpec.F_NO_PREALLOC : 0;
    BpfMap m =
        MapFactory.create(
            Specs.of(MapType.HASH, keySize, valueSize, entries).with(flags).spec(), environment);
    Map<Integer, byte[]> model = new LinkedHashMap<>();
    long k = MEMORY.allocate(keySize, "k");
    long v = MEMORY.allocate(valueSize, "v");
    for (int step = 0; step < 20_000; step++) {
      int key = random.nextInt(Math.min(120, keySize == 1 ? 256 : 120));
      MEMORY.putBytes(k, Keys.bytes(key, keySize));
      byte[] value = Keys.bytes(random.nextLong(), valueSize);
      String where = "seed %d step %d".formatted(seed, step);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          long flag = random.nextInt(4);
          MEMORY.putBytes(v, value);
          long expected =
              flag == 3
                  ? Errno.EINVAL.result()
                  : flag == 1 && model.containsKey(key)
                      ? Errno.EEXIST.result()
                      : flag == 2 && !model.containsKey(key)
                          ? Errno.ENOENT.result()
                          : !model.containsKey(key) && model.size() == entries
                              ? Errno.E2BIG.result()
                              : 0;
          assertThat(m.update(k, v, flag)).as(where).isEqualTo(expected);
          if (expected == 0) {
            model.put(key, value);
          }
        }
        case 2 ->
            assertThat(m.delete(k))
                .as(where)
                .isEqualTo(model.remove(key) == null ? Errno.ENOENT.result() : 0);
        case 3 -> {
          long found = m.lookup(k);
          byte[] expected = model.get(key);
          assertThat(found != 0).as(where).isEqualTo(expected != null);
          if (expected != null) {
            assertThat(MEMORY.getBytes(found, valueSize)).as(where).isEqualTo(expected);
          }
        }
        default ->
            assertThat(m.userLookup(Keys.bytes(key, keySize))).as(where).isEqualTo(model.get(key));
      }
    }
    assertThat(m.forEach((_, _) -> 0)).isEqualTo(model.size());
    m.free();
    MEMORY.free(k);
    MEMORY.free(v);
  }

  /** Writers churn half of the keys; the other half must be found at all times. */
  @Test
  void lookupsNeedNoLock() throws InterruptedException {
    BpfMap m = MapFactory.create(Specs.of(MapType.HASH, 4, 8, 64).spec(), environment);
    for (int i = 0; i < 32; i++) {
      m.userUpdate(Keys.bytes(i, 4), Keys.bytes(i, 8), 0);
    }
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      long key = MEMORY.allocate(4, "k");
      long value = MEMORY.allocate(8, "v");
      SplittableRandom random = new SplittableRandom(t);
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 100_000; i++) {
                      MEMORY.putInt(key, 32 + random.nextInt(40));
                      if (random.nextBoolean()) {
                        m.update(key, value, 0);
                      } else {
                        m.delete(key);
                      }
                    }
                  }));
    }
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  long key = MEMORY.allocate(4, "k");
                  while (writers.stream().anyMatch(Thread::isAlive)) {
                    for (int i = 0; i < 32; i++) {
                      MEMORY.putInt(key, i);
                      long found = m.lookup(key);
                      if (found == 0 || MEMORY.getLong(found) != i) {
                        wrong.add("key " + i);
                      }
                    }
                  }
                });
    for (Thread t : writers) {
      t.join();
    }
    reader.join();
    assertThat(wrong).isEmpty();
    m.free();
  }
}
