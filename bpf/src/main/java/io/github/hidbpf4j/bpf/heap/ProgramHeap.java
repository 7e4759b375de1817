package io.github.hidbpf4j.bpf.heap;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.ObjectFunction;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.map.SpinLock;
import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.HeapFunctions;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of all programs of one machine, and the kfuncs that allocate, reference, link and
 * drop them ({@code bpf_obj_new_impl} to {@code bpf_rbtree_first} of {@code kernel/bpf/helpers.c},
 * Linux 6.12). Also releases what map values own when they go away ({@code bpf_obj_free_fields}).
 *
 * <p>Objects are arena memory, zeroed unless {@link ArenaMemory#setUninitialized} says otherwise.
 * Together they take at most {@link #DEFAULT_LIMIT} bytes, or the limit given to the constructor:
 * beyond that, and for objects of more than 4088 bytes, allocation fails and the program gets NULL.
 * A dropped object stays readable until the runs that may still use it have ended.
 *
 * <p>As thread-safe as the kernel's: programs guard lists and trees with their own locks.
 */
public final class ProgramHeap implements SpecialFieldHooks {
  /** Bytes that all objects together may take by default. */
  public static final long DEFAULT_LIMIT = 16L << 20;

  /** Largest allocation of {@code bpf_mem_alloc}: 4096 bytes less its own pointer. */
  private static final long LARGEST = 4096 - 8;

  private static final ObjectType NO_TYPE =
      ObjectType.ofValues(new Btf.Builder().build(), BtfRecord.EMPTY, 0);

  private final ArenaMemory memory;
  private final int cpus;
  private final long limit;
  private final Consumer<Runnable> afterGracePeriod;
  private final LinkedList lists;
  private final RedBlackTree trees;
  private final Map<String, LongConsumer> destructors = new ConcurrentHashMap<>();
  private final Map<BpfMap, ObjectType> values = new WeakHashMap<>();

  /** Guards the fields below. */
  private final Object lock = new Object();

  private long used;
  private int live;
  private long[] doomed = new long[16];
  private int doomedCount;

  /**
   * Creates the heap of a machine with one CPU.
   *
   * @param afterGracePeriod runs an action once all programs now running have ended: {@code
   *     Machine::afterRuns}
   */
  public ProgramHeap(ArenaMemory memory, Consumer<Runnable> afterGracePeriod) {
    this(memory, afterGracePeriod, 1, DEFAULT_LIMIT);
  }

  /**
   * Creates the heap of a machine.
   *
   * @param cpus number of CPUs, which per-CPU objects exist for
   * @param limit bytes that all objects may take
   */
  public ProgramHeap(
      ArenaMemory memory, Consumer<Runnable> afterGracePeriod, int cpus, long limit) {
    this.memory = memory;
    this.afterGracePeriod = afterGracePeriod;
    this.cpus = cpus;
    this.limit = limit;
    lists = new LinkedList(memory);
    trees = new RedBlackTree(memory);
  }

  /** Sets how to release a pointer to a kernel struct that a map value or object held. */
  public void setDestructor(String struct, LongConsumer release) {
    destructors.put(struct, release);
  }

  /** Number of live objects, not counting those dropped but not yet freed. */
  public int objects() {
    synchronized (lock) {
      return live;
    }
  }

  /** Adds the kfuncs and helpers. */
  public void addTo(HelperRegistry.Builder b) {
    ObjectFunction make = onObject(t -> (_, _, _, _, _, _) -> make(t, 1));
    ObjectFunction makePerCpu = onObject(t -> (_, _, _, _, _, _) -> make(t, cpus));
    ObjectFunction drop = onObject(t -> (_, p, _, _, _, _) -> dropped(p, t));
    HelperFunction dropPerCpu = (_, p, _, _, _, _) -> discard(p);
    ObjectFunction acquire = onObject(t -> (_, p, _, _, _, _) -> acquire(p, t));
    ObjectFunction add = new ObjectFunction(this::treeAdd);
    b.kfunc(HeapFunctions.OBJ_NEW_IMPL, make)
        .kfunc(HeapFunctions.OBJ_NEW, make)
        .kfunc(HeapFunctions.PERCPU_OBJ_NEW_IMPL, makePerCpu)
        .kfunc(HeapFunctions.PERCPU_OBJ_NEW, makePerCpu)
        .kfunc(HeapFunctions.OBJ_DROP_IMPL, drop)
        .kfunc(HeapFunctions.OBJ_DROP, drop)
        .kfunc(HeapFunctions.PERCPU_OBJ_DROP_IMPL, dropPerCpu)
        .kfunc(HeapFunctions.PERCPU_OBJ_DROP, dropPerCpu)
        .kfunc(HeapFunctions.REFCOUNT_ACQUIRE_IMPL, acquire)
        .kfunc(HeapFunctions.REFCOUNT_ACQUIRE, acquire)
        .kfunc(HeapFunctions.LIST_PUSH_FRONT_IMPL, onNode(false))
        .kfunc(HeapFunctions.LIST_PUSH_FRONT, onNode(false))
        .kfunc(HeapFunctions.LIST_PUSH_BACK_IMPL, onNode(true))
        .kfunc(HeapFunctions.LIST_PUSH_BACK, onNode(true))
        .kfunc(HeapFunctions.LIST_POP_FRONT, (_, head, _, _, _, _) -> lists.pop(head, false))
        .kfunc(HeapFunctions.LIST_POP_BACK, (_, head, _, _, _, _) -> lists.pop(head, true))
        .kfunc(HeapFunctions.LIST_ADD, new ObjectFunction(this::listAdd))
        .kfunc(HeapFunctions.LIST_DEL, (_, head, node, _, _, _) -> lists.remove(head, node))
        .kfunc(HeapFunctions.LIST_FRONT, (_, head, _, _, _, _) -> lists.end(head, false))
        .kfunc(HeapFunctions.LIST_BACK, (_, head, _, _, _, _) -> lists.end(head, true))
        .kfunc(
            HeapFunctions.LIST_IS_FIRST,
            (_, head, node, _, _, _) -> lists.end(head, false) == node ? 1 : 0)
        .kfunc(
            HeapFunctions.LIST_IS_LAST,
            (_, head, node, _, _, _) -> lists.end(head, true) == node ? 1 : 0)
        .kfunc(
            HeapFunctions.LIST_EMPTY, (_, head, _, _, _, _) -> lists.end(head, false) == 0 ? 1 : 0)
        .kfunc(HeapFunctions.RBTREE_ADD_IMPL, add)
        .kfunc(HeapFunctions.RBTREE_ADD, add)
        .kfunc(
            HeapFunctions.RBTREE_REMOVE,
            (_, root, node, _, _, _) -> trees.remove(root, node) ? node : 0)
        .kfunc(HeapFunctions.RBTREE_FIRST, (_, root, _, _, _, _) -> trees.first(root))
        .kfunc(HeapFunctions.RBTREE_ROOT, (_, root, _, _, _, _) -> trees.top(root))
        .kfunc(
            HeapFunctions.RBTREE_LEFT, (_, root, node, _, _, _) -> trees.child(root, node, false))
        .kfunc(
            HeapFunctions.RBTREE_RIGHT, (_, root, node, _, _, _) -> trees.child(root, node, true))
        .helper(CoreFunctions.THIS_CPU_PTR, (run, p, _, _, _, _) -> perCpu(p, run.cpu()))
        .helper(CoreFunctions.PER_CPU_PTR, (_, p, cpu, _, _, _) -> perCpu(p, (int) cpu));
  }

  /** The action of a call on objects of a type. */
  @FunctionalInterface
  private interface OfType {
    HelperFunction at(ObjectType type);
  }

  private static ObjectFunction onObject(OfType function) {
    return new ObjectFunction(call -> function.at(ObjectType.of(call.btf(), call.typeId())));
  }

  // ---- make and drop

  /** Allocates one object per CPU copy; returns 0 when there is no memory. */
  private long make(ObjectType type, int copies) {
    long size = copies == 1 ? type.size : copies * (type.size + 7 & ~7L);
    if (type.size > LARGEST) {
      return 0;
    }
    synchronized (lock) {
      if (used + size > limit) {
        return 0;
      }
      used += size;
      live++;
    }
    try {
      long object = memory.allocate(size, "object of a program");
      memory.freshMemory(object, size);
      for (BtfField field : type.fields) {
        memory.fill(object + field.offset(), field.end() - field.offset(), (byte) 0);
      }
      if (type.refcount != ObjectType.NONE) {
        memory.putInt(object + type.refcount, 1);
      }
      return object;
    } catch (OutOfArenaException _) {
      synchronized (lock) {
        used -= size;
        live--;
      }
      return 0;
    }
  }

  private long dropped(long object, ObjectType type) {
    drop(object, type);
    return 0;
  }

  /** Drops a reference to an object; the last one also releases everything it holds. */
  private void drop(long object, ObjectType type) {
    Pending pending = null;
    long at = object;
    ObjectType what = type;
    while (true) {
      if (isLast(at, what)) {
        if (what.resources.length > 0) {
          if (pending == null) {
            pending = new Pending();
          }
          release(at, what, pending);
        }
        long _ = discard(at);
      }
      if (pending == null || pending.size == 0) {
        return;
      }
      pending.size--;
      at = pending.objects[pending.size];
      what = pending.types[pending.size];
    }
  }

  /** Objects still to be dropped; a list instead of recursion, because chains can be long. */
  private static final class Pending {
    long[] objects = new long[16];
    ObjectType[] types = new ObjectType[16];
    int size;

    void add(long object, ObjectType type) {
      if (size == objects.length) {
        objects = Arrays.copyOf(objects, 2 * size);
        types = Arrays.copyOf(types, 2 * size);
      }
      objects[size] = object;
      types[size++] = type;
    }
  }

  private boolean isLast(long object, ObjectType type) {
    if (type.refcount == ObjectType.NONE) {
      return true;
    }
    int before =
        (int)
            ArenaAtomics.INT.getAndAdd(memory.segment(), memory.offset(object + type.refcount), -1);
    if (before <= 0) {
      throw new BpfException("reference to the object at 0x%x released twice".formatted(object));
    }
    return before == 1;
  }

  /** {@code bpf_refcount_acquire}: adds a reference, unless none is left. */
  private long acquire(long object, ObjectType type) {
    long offset = memory.offset(object + type.refcount);
    int now;
    do {
      now = (int) ArenaAtomics.INT.getVolatile(memory.segment(), offset);
      if (now == 0) {
        return 0;
      }
    } while (!ArenaAtomics.INT.compareAndSet(memory.segment(), offset, now, now + 1));
    return object;
  }

  /** Frees its memory once no run can access it any more. */
  private long discard(long object) {
    boolean first;
    synchronized (lock) {
      first = doomedCount == 0;
      if (doomedCount == doomed.length) {
        doomed = Arrays.copyOf(doomed, 2 * doomedCount);
      }
      doomed[doomedCount++] = object;
      live--;
    }
    if (first) {
      afterGracePeriod.accept(this::reap);
    }
    return 0;
  }

  private void reap() {
    long[] objects;
    int count;
    synchronized (lock) {
      objects = doomed;
      count = doomedCount;
      doomed = new long[16];
      doomedCount = 0;
    }
    for (int i = 0; i < count; i++) {
      ArenaMemory.Allocation a = memory.allocationNear(objects[i]);
      if (a == null || a.address() != objects[i]) {
        throw new BpfException("drop of 0x%x, which is not an object".formatted(objects[i]));
      }
      memory.free(objects[i]);
      synchronized (lock) {
        used -= a.size();
      }
    }
  }

  // ---- what objects and values hold

  /** {@code bpf_obj_free_fields}: releases everything that the fields hold, and clears them. */
  private void release(long object, ObjectType type, Pending pending) {
    for (BtfField field : type.resources) {
      long at = object + field.offset();
      switch (field.type()) {
        case KPTR_UNREF -> memory.putLong(at, 0);
        case KPTR_REF -> {
          long held = exchange(at);
          if (held != 0) {
            releasePointer(held, type, field, pending);
          }
        }
        case KPTR_PERCPU -> {
          long held = exchange(at);
          if (held != 0) {
            long _ = discard(held);
          }
        }
        case LIST_HEAD, RB_ROOT -> drain(object, at, type, field, pending);
        default -> {}
      }
    }
  }

  private long exchange(long field) {
    return (long) ArenaAtomics.LONG.getAndSet(memory.segment(), memory.offset(field), 0L);
  }

  private void releasePointer(long held, ObjectType type, BtfField field, Pending pending) {
    LongConsumer destructor = destructors.get(type.targetName(field));
    if (destructor != null) {
      destructor.accept(held);
    } else {
      pending.add(held, type.target(field));
    }
  }

  private void drain(long object, long root, ObjectType type, BtfField field, Pending pending) {
    if (type.lock != ObjectType.NONE) {
      SpinLock.lock(memory, object + type.lock);
    }
    try {
      ObjectType held = type.target(field);
      boolean list = field.type() == BtfFieldType.LIST_HEAD;
      while (true) {
        long node = list ? lists.pop(root, false) : trees.first(root);
        if (node == 0) {
          return;
        }
        if (!list && !trees.remove(root, node)) {
          throw new BpfException("tree at 0x%x holds a node that is in no tree".formatted(root));
        }
        pending.add(node - field.nodeOffset(), held);
      }
    } finally {
      if (type.lock != ObjectType.NONE) {
        SpinLock.unlock(memory, object + type.lock);
      }
    }
  }

  @Override
  public void elementFreed(BpfMap map, long value) {
    ObjectType type = valueType(map);
    if (type.resources.length == 0) {
      return;
    }
    Pending pending = new Pending();
    release(value, type, pending);
    while (pending.size > 0) {
      pending.size--;
      drop(pending.objects[pending.size], pending.types[pending.size]);
    }
  }

  private ObjectType valueType(BpfMap map) {
    synchronized (values) {
      ObjectType known = values.get(map);
      if (known == null) {
        Btf btf = map.spec().btf();
        known =
            btf == null || map.record().isEmpty()
                ? NO_TYPE
                : ObjectType.ofValues(btf, map.record(), map.spec().valueSize());
        values.put(map, known);
      }
      return known;
    }
  }

  // ---- lists, trees, per-CPU objects

  private ObjectFunction onNode(boolean back) {
    return new ObjectFunction(call -> push(call, back));
  }

  private HelperFunction push(ObjectCall call, boolean back) {
    ObjectType type = ObjectType.of(call.btf(), call.typeId());
    long offset = call.nodeOffset();
    return (_, head, node, _, _, _) -> {
      if (lists.isLinked(node)) {
        drop(node - offset, type);
        return Errno.EINVAL.result();
      }
      lists.push(head, node, back);
      return 0;
    };
  }

  private HelperFunction listAdd(ObjectCall call) {
    ObjectType type = ObjectType.of(call.btf(), call.typeId());
    long offset = call.nodeOffset();
    return (_, head, node, before, _, _) -> {
      if (lists.isLinked(node) || !lists.isIn(head, before)) {
        drop(node - offset, type);
        return Errno.EINVAL.result();
      }
      lists.insert(head, node, before);
      return 0;
    };
  }

  private HelperFunction treeAdd(ObjectCall call) {
    ObjectType type = ObjectType.of(call.btf(), call.typeId());
    long offset = call.nodeOffset();
    return (run, root, node, less, _, _) -> {
      if (trees.isLinked(node)) {
        drop(node - offset, type);
        return Errno.EINVAL.result();
      }
      trees.add(root, node, (one, other) -> isLess(run, less, one, other));
      return 0;
    };
  }

  private static boolean isLess(RunContext run, long callback, long one, long other) {
    return run.invoke(callback, one, other, 0, 0, 0) != 0;
  }

  /** Address of a CPU's part of a per-CPU object; 0 for a CPU that does not exist. */
  private long perCpu(long object, int cpu) {
    if (object == 0 || Integer.compareUnsigned(cpu, cpus) >= 0) {
      return 0;
    }
    ArenaMemory.@Nullable Allocation a = cpus == 1 ? null : memory.allocationNear(object);
    return a == null ? object : object + a.size() / cpus * cpu;
  }
}
