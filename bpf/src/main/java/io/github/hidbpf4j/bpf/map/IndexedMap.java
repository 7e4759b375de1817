package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;

/** Base class of maps whose keys are 4-byte indexes from 0 (Linux 6.12 kernel/bpf/arraymap.c). */
abstract class IndexedMap extends ArenaMap {
  final int entries;

  IndexedMap(MapSpec spec, MapEnvironment environment, MapFields fields) {
    super(spec, environment, fields);
    this.entries = (int) spec.maxEntries();
  }

  /** The index at a key's address; unsigned. */
  final int index(long key) {
    return memory.getInt(key);
  }

  final boolean isOutside(int index) {
    return Integer.compareUnsigned(index, entries) >= 0;
  }

  @Override
  public long delete(long key) {
    return Errno.EINVAL.result();
  }

  @Override
  long nextKey(long key, byte[] next) {
    int index = key == 0 ? -1 : index(key);
    int follower = isOutside(index) ? 0 : index + 1;
    if (follower == entries) {
      return Errno.ENOENT.result();
    }
    for (int i = 0; i < 4; i++) {
      next[i] = (byte) (follower >>> (8 * i));
    }
    return OK;
  }
}
