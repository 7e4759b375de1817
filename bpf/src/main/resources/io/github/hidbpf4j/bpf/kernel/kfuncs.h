/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kfuncs that do not belong to a subsystem (kernel/bpf/helpers.c, cpumask.c, task_iter.c, map_iter.c,
 * cgroup_iter.c). Suffixes of parameters tell the verifier what to check: __sz and __szk a size (or
 * constant size) of the memory before, __k a constant, __ign nothing, __map a map, __uninit memory to
 * be filled, __opt and __nullable may be NULL, __alloc and __refcounted_kptr an own object.
 */

#define __ksym __attribute__((section(".ksyms")))

extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				    void *meta__ign, u64 off) __ksym;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				   void *meta__ign, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root,
					     struct bpf_rb_node *node) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b),
			       void *meta__ign, u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
extern struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level) __ksym;
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;
extern void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_first_zero(const struct cpumask *cpumask) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
extern bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
extern bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1,
			    const struct cpumask *src2) __ksym;
extern void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1,
			   const struct cpumask *src2) __ksym;
extern void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1,
			    const struct cpumask *src2) __ksym;
extern bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
extern bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
extern bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
extern bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
extern bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
extern void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

#if LINUX >= 604
extern void *bpf_refcount_acquire_impl(void *p__refcounted_kptr, void *meta__ign) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
#endif

#if LINUX >= 605
/* Offsets and sizes have 64 bits from 6.19 on; 7.0 renamed the buffer, 7.2 changed what is const. */
#if LINUX >= 702
extern int bpf_dynptr_adjust(struct bpf_dynptr *p, u64 start, u64 end) __ksym;
#elif LINUX >= 619
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;
#else
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u32 start, u32 end) __ksym;
#endif
extern bool bpf_dynptr_is_null(const struct bpf_dynptr *p) __ksym;
extern bool bpf_dynptr_is_rdonly(const struct bpf_dynptr *p) __ksym;
#if LINUX >= 619
extern u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
#else
extern __u32 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
#endif
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) __ksym;
#if LINUX >= 700
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable,
			      u64 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable,
				   u64 buffer__szk) __ksym;
#elif LINUX >= 619
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt,
			      u64 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u64 offset, void *buffer__opt,
				   u64 buffer__szk) __ksym;
#else
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer__opt,
			      u32 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u32 offset, void *buffer__opt,
				   u32 buffer__szk) __ksym;
#endif
extern u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2) __ksym;
extern u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1,
					  const struct cpumask *src2) __ksym;
extern long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor) __ksym;
#endif

#if LINUX >= 606
extern s64 bpf_map_sum_elem_count(const struct bpf_map *map) __ksym;
#endif

#if LINUX >= 607
extern void *bpf_percpu_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void bpf_throw(u64 cookie) __ksym;
extern int bpf_iter_task_vma_new(struct bpf_iter_task_vma *it, struct task_struct *task,
				 u64 addr) __ksym;
extern struct vm_area_struct *bpf_iter_task_vma_next(struct bpf_iter_task_vma *it) __ksym;
extern void bpf_iter_task_vma_destroy(struct bpf_iter_task_vma *it) __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable,
			     unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern int bpf_iter_css_task_new(struct bpf_iter_css_task *it, struct cgroup_subsys_state *css,
				 unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_css_task_next(struct bpf_iter_css_task *it) __ksym;
extern void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it) __ksym;
extern int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start,
			    unsigned int flags) __ksym;
extern struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it) __ksym;
extern void bpf_iter_css_destroy(struct bpf_iter_css *it) __ksym;
#endif

#if LINUX >= 608
extern struct cgroup *bpf_task_get_cgroup1(struct task_struct *task, int hierarchy_id) __ksym;
extern u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
#endif

#if LINUX >= 610
#if LINUX >= 703
extern int bpf_wq_init(struct bpf_wq *wq, void *p__const_map, unsigned int flags) __ksym;
#else
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
#endif
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
#if LINUX < 700
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags,
#if LINUX >= 616
				    void *aux__prog) __ksym;
#else
				    void *aux__ign) __ksym;
#endif
#else
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __ksym;
#endif
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
#endif

#if LINUX >= 611
extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign,
			     u32 nr_words) __ksym;
extern int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
#endif

#if LINUX >= 612
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign,
				  u64 flags) __ksym;
#endif

#if LINUX >= 613
extern struct task_struct *bpf_task_from_vpid(s32 vpid) __ksym;
extern int bpf_send_signal_task(struct task_struct *task, int sig, enum pid_type type,
				u64 value) __ksym;
extern struct kmem_cache *bpf_get_kmem_cache(u64 addr) __ksym;
extern int bpf_iter_kmem_cache_new(struct bpf_iter_kmem_cache *it) __ksym;
extern struct kmem_cache *bpf_iter_kmem_cache_next(struct bpf_iter_kmem_cache *it) __ksym;
extern void bpf_iter_kmem_cache_destroy(struct bpf_iter_kmem_cache *it) __ksym;
#endif

#if LINUX >= 614
extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;
#endif

#if LINUX >= 615
extern int bpf_copy_from_user_task_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign,
				       struct task_struct *tsk, u64 flags) __ksym;
extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
extern int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock,
				     unsigned long *flags__irq_flag) __ksym;
extern void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock,
					   unsigned long *flags__irq_flag) __ksym;
#if LINUX >= 702
extern int bpf_cpumask_populate(struct bpf_cpumask *cpumask, void *src, size_t src__sz) __ksym;
extern int bpf_dynptr_copy(const struct bpf_dynptr *dst_ptr, u64 dst_off,
			   const struct bpf_dynptr *src_ptr, u64 src_off, u64 size) __ksym;
#else
extern int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
#if LINUX >= 619
extern int bpf_dynptr_copy(struct bpf_dynptr *dst_ptr, u64 dst_off, struct bpf_dynptr *src_ptr,
			   u64 src_off, u64 size) __ksym;
#else
extern int bpf_dynptr_copy(struct bpf_dynptr *dst_ptr, u32 dst_off, struct bpf_dynptr *src_ptr,
			   u32 src_off, u32 size) __ksym;
#endif
#endif
#endif

#if LINUX >= 616
extern struct bpf_list_node *bpf_list_front(struct bpf_list_head *head) __ksym;
extern struct bpf_list_node *bpf_list_back(struct bpf_list_head *head) __ksym;
extern struct bpf_rb_node *bpf_rbtree_root(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_left(struct bpf_rb_root *root,
					   struct bpf_rb_node *node) __ksym;
extern struct bpf_rb_node *bpf_rbtree_right(struct bpf_rb_root *root,
					    struct bpf_rb_node *node) __ksym;
extern int bpf_iter_dmabuf_new(struct bpf_iter_dmabuf *it) __ksym;
extern struct dma_buf *bpf_iter_dmabuf_next(struct bpf_iter_dmabuf *it) __ksym;
extern void bpf_iter_dmabuf_destroy(struct bpf_iter_dmabuf *it) __ksym;
extern void __bpf_trap(void) __ksym;
#if LINUX >= 702
extern int bpf_probe_read_user_dynptr(const struct bpf_dynptr *dptr, u64 off,
				      u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_dynptr(const struct bpf_dynptr *dptr, u64 off,
					u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_user_str_dynptr(const struct bpf_dynptr *dptr, u64 off,
					  u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_str_dynptr(const struct bpf_dynptr *dptr, u64 off,
					    u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_dynptr(const struct bpf_dynptr *dptr, u64 off,
				     u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_str_dynptr(const struct bpf_dynptr *dptr, u64 off,
					 u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_task_dynptr(const struct bpf_dynptr *dptr, u64 off,
					  u64 size, const void *unsafe_ptr__ign,
					  struct task_struct *tsk) __ksym;
extern int bpf_copy_from_user_task_str_dynptr(const struct bpf_dynptr *dptr, u64 off,
					      u64 size, const void *unsafe_ptr__ign,
					      struct task_struct *tsk) __ksym;
#elif LINUX >= 619
extern int bpf_probe_read_user_dynptr(struct bpf_dynptr *dptr, u64 off,
				      u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_dynptr(struct bpf_dynptr *dptr, u64 off,
					u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_user_str_dynptr(struct bpf_dynptr *dptr, u64 off,
					  u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_str_dynptr(struct bpf_dynptr *dptr, u64 off,
					    u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_dynptr(struct bpf_dynptr *dptr, u64 off,
				     u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_str_dynptr(struct bpf_dynptr *dptr, u64 off,
					 u64 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_task_dynptr(struct bpf_dynptr *dptr, u64 off,
					  u64 size, const void *unsafe_ptr__ign,
					  struct task_struct *tsk) __ksym;
extern int bpf_copy_from_user_task_str_dynptr(struct bpf_dynptr *dptr, u64 off,
					      u64 size, const void *unsafe_ptr__ign,
					      struct task_struct *tsk) __ksym;
#else
extern int bpf_probe_read_user_dynptr(struct bpf_dynptr *dptr, u32 off,
				      u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_dynptr(struct bpf_dynptr *dptr, u32 off,
					u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_user_str_dynptr(struct bpf_dynptr *dptr, u32 off,
					  u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_probe_read_kernel_str_dynptr(struct bpf_dynptr *dptr, u32 off,
					    u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_dynptr(struct bpf_dynptr *dptr, u32 off,
				     u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_str_dynptr(struct bpf_dynptr *dptr, u32 off,
					 u32 size, const void *unsafe_ptr__ign) __ksym;
extern int bpf_copy_from_user_task_dynptr(struct bpf_dynptr *dptr, u32 off,
					  u32 size, const void *unsafe_ptr__ign,
					  struct task_struct *tsk) __ksym;
extern int bpf_copy_from_user_task_str_dynptr(struct bpf_dynptr *dptr, u32 off,
					      u32 size, const void *unsafe_ptr__ign,
					      struct task_struct *tsk) __ksym;
#endif
#endif

#if LINUX >= 617
extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strchr(const char *s__ign, char c) __ksym;
extern int bpf_strchrnul(const char *s__ign, char c) __ksym;
extern int bpf_strnchr(const char *s__ign, size_t count, char c) __ksym;
extern int bpf_strrchr(const char *s__ign, int c) __ksym;
extern int bpf_strlen(const char *s__ign) __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __ksym;
extern int bpf_strspn(const char *s__ign, const char *accept__ign) __ksym;
extern int bpf_strcspn(const char *s__ign, const char *reject__ign) __ksym;
extern int bpf_strstr(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len) __ksym;
extern int bpf_cgroup_read_xattr(struct cgroup *cgroup, const char *name__str,
				 struct bpf_dynptr *value_p) __ksym;
#if LINUX >= 702
extern int bpf_dynptr_memset(const struct bpf_dynptr *p, u64 offset, u64 size, u8 val) __ksym;
#elif LINUX >= 619
extern int bpf_dynptr_memset(struct bpf_dynptr *p, u64 offset, u64 size, u8 val) __ksym;
#else
extern int bpf_dynptr_memset(struct bpf_dynptr *p, u32 offset, u32 size, u8 val) __ksym;
#endif
#if LINUX >= 700
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      u32 len__sz) __ksym;
#elif LINUX >= 618
extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args,
				   u32 len__sz, void *aux__prog) __ksym;
#else
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, u32 len__sz,
			      void *aux__prog) __ksym;
#endif
#endif

#if LINUX >= 618
extern int bpf_strcasecmp(const char *s1__ign, const char *s2__ign) __ksym;
typedef int (*bpf_task_work_callback_t)(struct bpf_map *map, void *key, void *value);
#if LINUX >= 703
extern int bpf_task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *tw,
					 void *map__const_map,
					 bpf_task_work_callback_t callback) __ksym;
extern int bpf_task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *tw,
					 void *map__const_map,
					 bpf_task_work_callback_t callback) __ksym;
#elif LINUX >= 700
extern int bpf_task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *tw,
					 void *map__map,
					 bpf_task_work_callback_t callback) __ksym;
extern int bpf_task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *tw,
					 void *map__map,
					 bpf_task_work_callback_t callback) __ksym;
#else
extern int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *tw,
					      void *map__map, bpf_task_work_callback_t callback,
					      void *aux__prog) __ksym;
extern int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *tw,
					      void *map__map, bpf_task_work_callback_t callback,
					      void *aux__prog) __ksym;
#endif
#endif

#if LINUX >= 619
extern int bpf_strcasestr(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strncasestr(const char *s1__ign, const char *s2__ign, size_t len) __ksym;
extern int bpf_dynptr_from_file(struct file *file, u32 flags,
				struct bpf_dynptr *ptr__uninit) __ksym;
extern int bpf_dynptr_file_discard(struct bpf_dynptr *dynptr) __ksym;
#endif

#if LINUX >= 700
extern int bpf_strncasecmp(const char *s1__ign, const char *s2__ign, size_t len) __ksym;
extern int bpf_stream_print_stack(int stream_id) __ksym;
extern int bpf_timer_cancel_async(struct bpf_timer *timer) __ksym;
extern struct mem_cgroup *bpf_get_root_mem_cgroup(void) __ksym;
extern struct mem_cgroup *bpf_get_mem_cgroup(struct cgroup_subsys_state *css) __ksym;
extern void bpf_put_mem_cgroup(struct mem_cgroup *memcg) __ksym;
extern unsigned long bpf_mem_cgroup_vm_events(struct mem_cgroup *memcg,
					      enum vm_event_item event) __ksym;
extern unsigned long bpf_mem_cgroup_memory_events(struct mem_cgroup *memcg,
						  enum memcg_memory_event event) __ksym;
extern unsigned long bpf_mem_cgroup_usage(struct mem_cgroup *memcg) __ksym;
extern unsigned long bpf_mem_cgroup_page_state(struct mem_cgroup *memcg, int idx) __ksym;
extern void bpf_mem_cgroup_flush_stats(struct mem_cgroup *memcg) __ksym;
#endif

#if LINUX >= 701
extern void *bpf_obj_new(u64 local_type_id__k) __ksym;
extern void bpf_obj_drop(void *p__alloc) __ksym;
extern void *bpf_percpu_obj_new(u64 local_type_id__k) __ksym;
extern void bpf_percpu_obj_drop(void *p__alloc) __ksym;
extern void *bpf_refcount_acquire(void *p__refcounted_kptr) __ksym;
extern int bpf_list_push_front(struct bpf_list_head *head, struct bpf_list_node *node) __ksym;
extern int bpf_list_push_back(struct bpf_list_head *head, struct bpf_list_node *node) __ksym;
extern int bpf_rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node,
			  bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b)) __ksym;
#endif

#if LINUX >= 702
extern int bpf_list_add(struct bpf_list_head *head, struct bpf_list_node *new,
			struct bpf_list_node *prev__nonown_allowed) __ksym;
extern struct bpf_list_node *bpf_list_del(struct bpf_list_head *head,
					  struct bpf_list_node *node__nonown_allowed) __ksym;
extern bool bpf_list_empty(struct bpf_list_head *head) __ksym;
extern bool bpf_list_is_first(struct bpf_list_head *head,
			      struct bpf_list_node *node__nonown_allowed) __ksym;
extern bool bpf_list_is_last(struct bpf_list_head *head,
			     struct bpf_list_node *node__nonown_allowed) __ksym;
extern struct bpf_ws_lock *bpf_wakeup_sources_read_lock(void) __ksym;
extern void bpf_wakeup_sources_read_unlock(struct bpf_ws_lock *lock) __ksym;
extern void *bpf_wakeup_sources_get_head(void) __ksym;
#endif

/* The setter of the sleepable callback, as the versions of the series had it. */
#if defined(RFC_V2) || defined(RFC_V3)
extern int bpf_timer_set_sleepable_cb(struct bpf_timer *timer,
				      int (callback_fn)(void *map, int *key,
							struct bpf_timer *timer)) __ksym;
#elif defined(RFC_V4) || defined(RFC_V5) || defined(RFC_V6)
extern int bpf_timer_set_sleepable_cb_impl(struct bpf_timer *timer,
					   int (callback_fn)(void *map, int *key,
							     struct bpf_timer *timer),
					   void *aux__ign) __ksym;
#endif

/*
 * Of a kfunc with implicit arguments the BTF has the whole prototype too, as a function that is no
 * kfunc; where that name is a kfunc as well, it is that one alone.
 */
#if LINUX >= 700
int bpf_wq_set_callback_impl(struct bpf_wq *wq,
			     int (callback_fn)(void *map, int *key, void *value),
			     unsigned int flags, struct bpf_prog_aux *aux);
int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, u32 len__sz,
			    struct bpf_prog_aux *aux);
int bpf_stream_print_stack_impl(int stream_id, struct bpf_prog_aux *aux);
#if LINUX >= 703
int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *tw,
				       void *map__const_map, bpf_task_work_callback_t callback,
				       struct bpf_prog_aux *aux);
int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *tw,
				       void *map__const_map, bpf_task_work_callback_t callback,
				       struct bpf_prog_aux *aux);
#else
int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *tw,
				       void *map__map, bpf_task_work_callback_t callback,
				       struct bpf_prog_aux *aux);
int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *tw,
				       void *map__map, bpf_task_work_callback_t callback,
				       struct bpf_prog_aux *aux);
#endif
#endif
#if LINUX >= 702
int bpf_list_add_impl(struct bpf_list_head *head, struct bpf_list_node *new,
		      struct bpf_list_node *prev__nonown_allowed, struct btf_struct_meta *meta,
		      u64 off);
#endif

/* A kernel function that fentry, fexit and fmod_ret programs of tests may attach to. */
int bpf_modify_return_test_tp(int nonce);
