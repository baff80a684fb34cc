#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small .npy and .gguf files of the control-vector tests with numpy and gguf-py (pip install numpy gguf) into a directory."""
import numpy as np, gguf, os, sys
d=sys.argv[1]
np.save(d+"/one.npy", np.array([1,-2,.5],dtype="<f4"))
a=np.zeros((4,3)); a[2]=[1,2,3]; a[3]=[-1,0,.25]
np.save(d+"/layers-f8-fortran.npy", np.asfortranarray(a))
np.save(d+"/layers-f2.npy", a.astype("<f2"))
np.save(d+"/three-dimensions.npy", np.zeros((2,2,2),dtype="<f4"))
np.save(d+"/integers.npy", np.arange(3))
w=gguf.GGUFWriter(d+"/repeng.gguf","controlvector")
w.add_string("controlvector.model_hint","mistral"); w.add_uint32("controlvector.layer_count",2); w.add_array("controlvector.notes",["a","b"])
w.add_tensor("direction.2",np.array([1,2,3],dtype=np.float32)); w.add_tensor("direction.11",np.array([-1,0,.25],dtype=np.float32))
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
w=gguf.GGUFWriter(d+"/written.gguf","controlvector")
w.add_string("controlvector.model_hint","llama"); w.add_int32("controlvector.layer_count",2)
w.add_tensor("direction.1",np.array([2,0,0],dtype=np.float32)); w.add_tensor("direction.8",np.array([0,-1.5,0],dtype=np.float32))
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
