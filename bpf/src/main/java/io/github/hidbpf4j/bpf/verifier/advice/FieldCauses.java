package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;

/**
 * Causes about special fields of map values (locks, timers, work queues, kptrs, lists, trees), and
 * about allocated objects.
 */
final class FieldCauses {
  /** Groups: 1 register, 2 its type, 3 the expected one. */
  private static final String KPTR =
      "invalid kptr access, R(\\d+) type=(\\S+) expected=(.*?)(?=;| \\[call]|$)";

  private static final String ALLOCATED = "arg#(\\d) expected pointer to allocated object";
  private static final String NON_OWNING =
      "node input must be non-owning ref|can only take non-owning or refcounted";

  private FieldCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("field");
    kernelPointers(t);
    kernelPointerAccesses(t);
    exchanges(t);
    otherFields(t);
    fieldPlaces(t);
    nodes(t);
    removals(t);
    objects(t);
    return t.causes();
  }

  private static RejectionCause.Condition flag(int flag) {
    return (s, m) -> s.hasFlag(group(m, 1), flag);
  }

  private static boolean isMoved(RegisterState register) {
    return register.off() != 0 || !register.tnum().equalsConst(0);
  }

  private static void kernelPointers(RejectionCause.Table t) {
    t.add(
        "kptr-number",
        KPTR,
        (s, m) -> s.isScalar(group(m, 1)),
        "a number ({value 1}){from 1} for a field that holds a pointer of the kernel",
        "{3}",
        "store a pointer of that type, or NULL");
    t.add(
        "kptr-untrusted",
        KPTR,
        flag(RegisterType.PTR_UNTRUSTED).and((s, m) -> !m.group(3).contains(m.group(2))),
        "a pointer that need not be valid any more ({2}){from 1}",
        "{3}",
        "acquire it first, or mark the field __kptr_untrusted");
    t.add(
        "kptr-percpu",
        KPTR,
        flag(RegisterType.MEM_PERCPU).and((s, m) -> !m.group(3).contains("percpu")),
        "a per-CPU object ({2}){from 1}, or one of another struct than the field is for",
        "{3}",
        "give the field the type __percpu_kptr of that struct, and bpf_percpu_obj_new() of it");
    t.add(
        "kptr-moved",
        KPTR,
        (s, m) -> s.has(group(m, 1), FieldCauses::isMoved),
        "a pointer {offset 1} into an object ({2}){from 1}",
        "the pointer to its beginning, to {3}",
        "pass the pointer as it was acquired, not that of a member");
    t.add(
        "kptr-other-struct",
        KPTR,
        "a pointer to another struct ({2})",
        "{3}",
        "store only pointers of the type that the field has");
    t.add(
        "kptr-moved-by-variable",
        "variable (\\S*ptr_\\S*) access var_off=(\\(.*?\\)) disallowed",
        (s, m) -> s.isStore(),
        "a kernel pointer to be stored to which a variable number was added",
        "the pointer as it was read or acquired",
        "store the pointer itself");
  }

  private static void kernelPointerAccesses(RejectionCause.Table t) {
    t.add(
        "kptr-plain-store",
        "store to referenced kptr disallowed",
        "a plain store into a kernel pointer of a map",
        "an exchange, which gives the old one back",
        "exchange it: old = bpf_kptr_xchg(&v->ptr, new); then release old");
    t.add(
        "kptr-variable-place",
        "kptr access cannot have variable offset",
        "an access at a place of the map value that is not constant, which may meet a kernel pointer",
        "a constant place, or an index that stays clear of the field",
        "bound the index to the array beside the field, or put the kernel pointer into a separate map");
    t.add(
        "kptr-misaligned",
        "kptr access misaligned expected=(\\d+) off=(\\d+)",
        "an access at offset {2} that meets part of the kernel pointer at offset {1}",
        "one at its beginning",
        "access the field by its name, and leave its bytes out of memory copies");
    t.add(
        "kptr-width",
        "kptr access size must be BPF_DW",
        "an access to part of a kernel pointer",
        "all 8 bytes of it",
        "read or write the field as a whole, by its name");
    t.add(
        "kptr-by-helper",
        "kptr cannot be accessed indirectly by helper",
        "memory of a map value as an argument of {callee}() that reaches into a kernel pointer",
        "memory without it",
        "pass only the member beside it, and sizeof() that member as its size");
    t.add(
        "kptr-number-stored",
        "BPF_ST imm must be 0 when storing to kptr",
        "a number other than 0 stored into a kernel pointer",
        "0 or a pointer",
        "store NULL, or a pointer of the field's type");
    t.add(
        "kptr-atomic",
        "kptr in map can only be accessed using",
        "an atomic or sign-extending access to a kernel pointer",
        "a plain load or store of 8 bytes",
        "exchange it with bpf_kptr_xchg()");
  }

  private static void exchanges(RejectionCause.Table t) {
    t.add(
        "xchg-unreferenced",
        "off=(\\d+) kptr isn't referenced kptr",
        "bpf_kptr_xchg() of a field that is __kptr_untrusted",
        "one that is __kptr",
        "mark the field __kptr, or store into it plainly");
    t.add(
        "xchg-variable",
        "R(\\d+) doesn't have constant offset. (\\S+) has to be at the constant offset",
        "the address of a field {2} at a place that is not constant, as argument {1} of {callee}()",
        "a constant place in the map value",
        "look the element up, and take the field by its name: no array of such fields");
    t.add(
        "xchg-elsewhere",
        "off=(\\d+) doesn't point to kptr|R(\\d+) has no valid kptr",
        "a place without a kernel pointer as the first argument of {callee}()",
        "the address of a __kptr field of a map value",
        "pass &value->field, of a field that is marked __kptr");
    t.add(
        "kptr",
        "\\bkptr\\b",
        "an access to a kernel pointer in a map that is not allowed",
        "a load or store of the whole field, or bpf_kptr_xchg()",
        "use bpf_kptr_xchg(), and leave the field's bytes out of memory copies");
  }

  private static void otherFields(RejectionCause.Table t) {
    t.add(
        "direct",
        "(\\S+) cannot be accessed directly by load/store",
        (s, m) -> s.isCall(),
        "memory of a map value as an argument of {callee}() that reaches into the {1} in it",
        "memory without it",
        "pass only the members beside it; write a whole value with bpf_map_update_elem(), which leaves it alone");
    t.add(
        "direct-access",
        "(\\S+) cannot be accessed directly by load/store|direct access to (\\S+) is disallowed",
        "a plain access to the {1}{2} in a map value or object",
        "access through its functions",
        "use them, and leave its bytes out of memory copies and of struct assignments");
    t.add(
        "wrong-map",
        "(?:timer|workqueue) pointer in R1 map_uid=\\d+ doesn't match map pointer in R2 map_uid=\\d+",
        "{callee}() of an element of one map, with another map",
        "the map that the element is in",
        "pass the address of the map that the look-up was made in");
    t.add(
        "map-without-field",
        "map '(\\S+)' in R\\d has no special field",
        "map '{1}', whose values hold no bpf_wq",
        "the map that the element with the bpf_wq is in",
        "give bpf_wq_init() that map; the other one crashes Linux 6.12 and 6.18");
    t.add(
        "other-field",
        "off (\\d+) doesn't point to 'struct (\\w+)' that is at -",
        "a pointer into a map value that holds no {2}",
        "a value type with one struct {2}",
        "put the field into the map's value type, and pass &value->field");
  }

  private static void fieldPlaces(RejectionCause.Table t) {
    t.add(
        "other-place",
        "off (\\d+) doesn't point to 'struct (\\w+)' that is at (\\d+)",
        "a pointer to offset {1} of the map value",
        "the {2} at offset {3}",
        "pass &value->field, by its name, nothing added");
    t.add(
        "none",
        "has no valid (bpf_\\w+)",
        "memory that holds no {1}",
        "a map value, or object, with exactly one",
        "put exactly one struct {1} into the value type, and pass its address");
    t.add(
        "not-in-map",
        "arg#(\\d) doesn't point to a map value",
        "memory that is not a map value as argument {next 1} of {callee}()",
        "the field of a map value",
        "look the element up, and pass the address of its field: &value->field");
    t.add(
        "without-btf",
        "map '(\\S+)' has to have BTF in order to use (\\S+)",
        "map {1}, whose value type is not known",
        "a map that is defined with __type(key, ...) and __type(value, ...)",
        "define it so in SEC(\".maps\"): sizes alone do not show the {2}");
    t.add(
        "not-at-offset",
        "(bpf_\\w+) not found at offset=(\\d+)",
        "a pointer to offset {2}, where no {1} is",
        "the address of that field",
        "pass &object->field, by its name");
    t.add(
        "other-root",
        "operation on (\\S+) expects arg#1 (\\S+) at offset=\\d+ in struct (\\w+)|arg#1 offset=-?\\d+, but expected (\\S+) at offset=\\d+ in struct (\\w+)",
        "a node of another type, or another field of it, than this list or tree is for",
        "the {2}{4} of struct {3}{5} that __contains() names",
        "pass the address of that field");
  }

  private static boolean inCallback(Situation s) {
    VerifierState state = s.state();
    return state != null && state.frame().inCallback();
  }

  /** The register of an argument counted from 0. */
  private static int argument(java.util.regex.Matcher message) {
    return group(message, 1) + 1;
  }

  private static void nodes(RejectionCause.Table t) {
    t.add(
        "node-added-in-comparison",
        ALLOCATED,
        (s, m) -> inCallback(s) && s.hasFlag(argument(m), RegisterType.NON_OWN_REF),
        "{callee}() of a node in the callback that compares nodes, which are in the tree already",
        "a comparison only",
        "add nodes before or after");
    t.add(
        "node-added-twice",
        ALLOCATED,
        (s, m) -> s.hasFlag(argument(m), RegisterType.NON_OWN_REF),
        "a node that is in a list or tree already, as argument {next 1} of {callee}()",
        "one that this program owns",
        "add it to one list or tree only; take it out first (bpf_rbtree_remove(), bpf_list_pop_front()), or use bpf_refcount_acquire() for a second owner");
    t.add(
        "node-null",
        ALLOCATED,
        (s, m) -> s.mayBeNull(argument(m)),
        "an object that may be NULL{from next1} as argument {next 1} of {callee}()",
        "one that was compared with NULL before",
        "test it first: if (!p) return 0;");
    t.add(
        "node-invalid",
        ALLOCATED,
        (s, m) -> s.isScalar(argument(m)) && s.loss(argument(m)) != null,
        "an object as argument {next 1} of {callee}() that is no longer valid, since {lost next1}",
        "one that this program owns",
        "use it before that, or take a separate reference (bpf_refcount_acquire())");
    t.add(
        "node-not-allocated",
        ALLOCATED + "|arg#(\\d) is neither owning or non-owning ref",
        "something that bpf_obj_new() did not give as an argument of {callee}()",
        "an object that this program allocated, and owns",
        "pass what bpf_obj_new() returned, tested for NULL");
  }

  private static void removals(RejectionCause.Table t) {
    t.add(
        "remove-not-added",
        NON_OWNING,
        (s, m) -> s.has(2, r -> r.refObjId() != 0),
        "a node that is in no tree: the program still owns it{from r2}",
        "one that is in the tree: added before under the same lock, or from bpf_rbtree_first()",
        "remove only what is in the tree; drop this one with bpf_obj_drop()");
    t.add(
        "remove-after-unlock",
        NON_OWNING,
        (s, m) -> s.has(2, r -> (r.type() & RegisterType.NON_OWN_REF) == 0) && s.loss(2) != null,
        "a node that the program may not use any more, since {lost r2}",
        "one got under the same lock",
        "find the node again after bpf_spin_lock(), or remove it before bpf_spin_unlock()");
    t.add(
        "remove-untrusted",
        NON_OWNING,
        "something that is not a node of a tree got under this lock",
        "one that was added before, or found with bpf_rbtree_first(), under the same lock",
        "get the node between bpf_spin_lock() and the call");
    t.add(
        "root-elsewhere",
        "arg#(\\d) expected pointer to map value or allocated object",
        "a list head or tree root in other memory",
        "one in a map value, a global variable or an object",
        "declare it as a global variable beside its lock: private(NAME) struct bpf_rb_root root __contains(...)");
  }

  private static void objects(RejectionCause.Table t) {
    t.add(
        "drop-percpu",
        "arg#\\d expected for bpf_percpu_obj_drop(?:_impl)?\\(\\)",
        "bpf_obj_drop() of a per-CPU object",
        "one of bpf_obj_new()",
        "use bpf_percpu_obj_drop()");
    t.add(
        "percpu-drop-plain",
        "arg#\\d expected for bpf_obj_drop(?:_impl)?\\(\\)",
        "bpf_percpu_obj_drop() of an object of bpf_obj_new()",
        "one of bpf_percpu_obj_new()",
        "use bpf_obj_drop()");
    t.add(
        "drop-unreferenced",
        "allocated object must be referenced",
        "an object that the program does not own as an argument of {callee}()",
        "one that it does",
        "take it out of its list, tree or map first");
    t.add(
        "percpu-not-scalars",
        "bpf_percpu_obj_new type ID argument must be of a struct of scalars",
        "a per-CPU object with a pointer or another type inside",
        "a struct of numbers",
        "leave pointers out of that struct, or allocate it with bpf_obj_new()");
    t.add(
        "percpu-fields",
        "bpf_percpu_obj_new type ID argument must not contain special fields",
        "a per-CPU object with a list, tree, lock or kernel pointer inside",
        "a struct of numbers",
        "leave the field out of that struct, or allocate it with bpf_obj_new()");
    t.add(
        "percpu-size",
        "bpf_percpu_obj_new type size \\((\\d+)\\) is greater than (\\d+)",
        "a per-CPU object of {1} bytes",
        "at most {2}",
        "make the struct smaller, or use a per-CPU map");
    t.add(
        "type-id",
        "type ID argument must",
        "a type that {callee}() does not make objects of",
        "a struct of this object file",
        "pass the struct type itself: bpf_obj_new(struct name)");
    t.add(
        "no-refcount",
        "arg#(\\d) doesn't point to a type with bpf_refcount field",
        "an object without a reference count as argument {next 1} of {callee}()",
        "one with a struct bpf_refcount in it",
        "add the field to the struct");
  }
}
