"""Writes hdf5.zip: files in the forms that HDF5 has beside that of nir.write, with what h5py reads from them. Needs h5py 3.7 and HDF5 1.10."""
import io
import json
import sys
import zipfile
import zlib

import h5py
import numpy as np

files, expected = {}, {}
rng = np.random.default_rng(1)


def make(name, fill, refused=None, **options):
    """A file, and each of its data sets; or at some paths why they are refused."""
    path = f"/tmp/{name}.h5"
    with h5py.File(path, "w", **options) as f:
        fill(f)
    with h5py.File(path, "r") as f:
        found = {}
        def visit(group, prefix):
            for key in group:
                here = f"{prefix}/{key}"
                if refused and here in refused:
                    found[here] = {"refused": refused[here]}
                    continue
                item = group[key]
                if isinstance(item, h5py.Group):
                    visit(item, here)
                else:
                    found[here] = value(item)
        visit(f, "")
    files[name + ".h5"] = open(path, "rb").read()
    expected[name + ".h5"] = found


def value(d):
    v = np.asarray(d[()])
    if v.dtype.kind in "OS":
        dtype = "string"
        values = [x.decode() if isinstance(x, bytes) else x for x in v.ravel()]
    else:
        dtype = v.dtype.newbyteorder("=").name
        values = v.ravel().tolist()
    return {"dtype": dtype, "shape": list(v.shape), "values": values}


def links(f):
    g = f.create_group("few")
    for n in ["ü", "日本", "a", "Z"]:
        g[n] = np.float32(len(n.encode()))
    for count in [9, 300, 1500]:
        g = f.create_group(f"many{count}")
        for i in range(count):
            g[f"name {i} ü"] = np.int16(i)
    f.create_group("none")
    f["few"].attrs["big"] = np.arange(5000.0)


make("links_latest", links, libver="latest")
make("links_tracked", links, libver="latest", track_order=True)
make("links_earliest", links, libver="earliest")
make("superblock2", lambda f: f.create_dataset("x", data=np.arange(3.0)), libver=("v108", "v108"))
make("userblock", lambda f: f.create_dataset("x", data=np.arange(3.0)), userblock_size=2048)


def sizes(name, offset, length):
    fcpl = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    fcpl.set_sizes(offset, length)
    path = f"/tmp/{name}.h5"
    fid = h5py.h5f.create(path.encode(), h5py.h5f.ACC_TRUNC, fcpl=fcpl)
    with h5py.File(fid) as f:
        f["x"] = np.arange(5, dtype="i4")
        f["s"] = ["a", "bc"]
        f.create_dataset("c", data=np.arange(12.0), chunks=(5,), compression=1, maxshape=(None,))
        for i in range(40):
            f[f"g/{i}"] = i
    with h5py.File(path, "r") as f:
        found = {f"/{k}": value(f[k]) for k in "xsc"} | {f"/g/{k}": value(f["g"][k]) for k in f["g"]}
    files[name + ".h5"] = open(path, "rb").read()
    expected[name + ".h5"] = found


sizes("sizes4", 4, 4)
sizes("sizes8", 8, 8)
sizes("sizes84", 8, 4)
sizes("sizes48", 4, 8)


def chunks(f):
    a = rng.integers(0, 9, (7, 11, 3)).astype("f4")
    f.create_dataset("plain", data=a, chunks=(3, 4, 2))
    f.create_dataset("gzip", data=a, chunks=(3, 4, 2), compression=9, shuffle=True, fletcher32=True)
    f.create_dataset("odd", data=np.arange(11, dtype="i1"), chunks=(5,), fletcher32=True)
    f.create_dataset("lzf", data=np.tile(np.arange(50), 20), chunks=(700,), compression="lzf")
    f.create_dataset("lzf_random", data=rng.integers(0, 250, 3000).astype("u1"), compression="lzf")
    f.create_dataset("single", data=a, chunks=a.shape)
    f.create_dataset("single_gzip", data=a, chunks=a.shape, compression=4)
    f.create_dataset("many", data=np.arange(3000, dtype="i2"), chunks=(1,))
    f.create_dataset("many_gzip", data=np.arange(2600, dtype="i2").reshape(1300, 2), chunks=(1, 1), compression=1)
    d = f.create_dataset("some", (20, 20), "f8", chunks=(5, 5), fillvalue=2.5, compression=1)
    d[6:9, 11:13] = 1
    f.create_dataset("unwritten", (30,), "f4", fillvalue=-1.5)
    f.create_dataset("unwritten_zero", (3, 2), "i8")
    f.create_dataset("unwritten_chunks", (30,), "f4", chunks=(7,), fillvalue=9)
    f.create_dataset("empty", (0, 3), "f8", chunks=(1, 3), maxshape=(None, 3))
    f.create_dataset("grown2", data=a, chunks=(3, 4, 2), maxshape=(None, None, 3))
    f.create_dataset("grown2_gzip", data=a, chunks=(2, 2, 2), maxshape=(None, None, 3), compression=1)
    f.create_dataset("bounded", data=a, chunks=(3, 4, 2), maxshape=(20, 11, 9))
    f.create_dataset("grown1", data=a, chunks=(3, 4, 2), maxshape=(None, 11, 3))
    f.create_dataset("grown1_middle", data=a, chunks=(1, 2, 1), maxshape=(9, None, 3), compression=1)
    f.create_dataset("grown1_last", data=a, chunks=(2, 2, 1), maxshape=(7, 11, None))
    f.create_dataset("grown1_many", data=np.arange(6000, dtype="i2"), chunks=(1,), maxshape=(None,))
    d = f.create_dataset("grown1_some", (20000,), "i1", chunks=(2,), maxshape=(None,), compression=1)
    d[17000:17010] = 3
    d[3] = 1
    # Chunks that did not pass all filters: none, or the first one not.
    d = f.create_dataset("skipped", (15,), "i4", chunks=(5,), shuffle=True, compression=4)
    d[10:] = 7
    d.id.write_direct_chunk((0,), np.arange(5, dtype="i4").tobytes(), filter_mask=3)
    d.id.write_direct_chunk((5,), zlib.compress(np.arange(5, 10, dtype="i4").tobytes()), filter_mask=1)
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk((4, 3))
    dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple((10, 7))
    h5py.h5d.create(f.id, b"implicit", h5py.h5t.NATIVE_INT32, space, dcpl).write(space, space, np.arange(70, dtype="i4").reshape(10, 7))
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(f.id, b"compact", h5py.h5t.NATIVE_INT32, space, dcpl).write(space, space, np.arange(70, dtype="i4").reshape(10, 7))


make("chunks_earliest", chunks, libver="earliest")
make("chunks_latest", chunks, libver="latest")


def types(f):
    for e in "<>":
        for t in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
            i = np.iinfo(t)
            f[f"{'le' if e == '<' else 'be'}_{t}"] = np.array([i.min, 0, 1, i.max], e + t)
        for t in ["f2", "f4", "f8"]:
            f[f"{'le' if e == '<' else 'be'}_{t}"] = np.array([[0.5, -1.25, 3e4]], e + t)
    f["bool"] = np.array([True, False, True])
    f["bool0"] = True
    f.create_dataset("enum", data=[0, 2], dtype=h5py.enum_dtype({"A": 0, "B": 2}, "i4"))
    f["named"] = np.dtype("<f4")
    f.create_dataset("of_named", data=[1.5, 2], dtype=f["named"])
    f["variable"] = ["", "a", "ü😀" * 40]
    f.create_dataset("ascii", data=b"abc", dtype=h5py.string_dtype("ascii"))
    f["fixed"] = np.array([[b"a", b"bcd"], [b"", b"xyz"]])
    f.create_dataset("fixed_utf8", data=["ü".encode(), b"b"], dtype=h5py.string_dtype("utf-8", 4))
    for pad, name in [(h5py.h5t.STR_SPACEPAD, "blank"), (h5py.h5t.STR_NULLTERM, "ended")]:
        t = h5py.h5t.C_S1.copy()
        t.set_size(6)
        t.set_strpad(pad)
        d = h5py.h5d.create(f.id, name.encode(), t, h5py.h5s.create(h5py.h5s.SCALAR))
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array(b"ab"))
    f["null"] = h5py.Empty("f4")
    f["compound"] = np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")])
    f["complex"] = np.array([1j])
    f["sequence"] = np.array([np.arange(3), np.arange(2)], dtype=h5py.vlen_dtype("i4"))
    f.create_dataset("array", (2,), np.dtype(("f4", (3,))))
    f["reference"] = f["bool"].ref
    f["opaque"] = np.array([b"ab"], "V2")
    f["long_double"] = np.array([1.0], "longdouble")
    f.create_dataset("scaled", data=np.arange(20), scaleoffset=4)
    f["soft"] = h5py.SoftLink("/bool")
    f["outside"] = h5py.ExternalLink("other.h5", "/x")
    layout = h5py.VirtualLayout((2,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "x", (2,))
    f.create_virtual_dataset("virtual", layout)


REFUSED = {
    "/named": "neither a group nor a data set", "/null": "nothing (null)", "/compound": "compound", "/complex": "compound", "/sequence": "sequence",
    "/array": "is array", "/reference": "reference", "/opaque": "opaque", "/long_double": "a float of 16 bytes", "/scaled": "scale-offset",
    "/soft": "a soft link", "/outside": "a link to another file", "/virtual": "virtual",
}
make("types_earliest", types, REFUSED, libver="earliest")
make("types_latest", types, REFUSED, libver="latest")


def circle(f):
    f["a/x"] = 1
    f["a/back"] = f["a"]
    f["a/b/up"] = f["/"]


make("circle", circle, {"/a/back": "contains itself", "/a/b/up": "contains itself"})
make("circle_latest", circle, {"/a/back": "contains itself", "/a/b/up": "contains itself"}, libver="latest")


def shared(f):
    f["x"] = np.arange(4.0)
    f["y"] = f["x"]
    f["g/z"] = f["x"]
    f["h"] = f["g"]


make("shared", shared)

def network(name, fill, **options):
    """A file of NIR with all sorts of metadata, to be damaged."""
    path = f"/tmp/{name}.nir"
    with h5py.File(path, "w", **options) as f:
        f["version"] = "1.0.8"
        node = f.create_group("node")
        node["type"] = "NIRGraph"
        node["edges"] = [("in", "out")]
        for n, t in [("in", "Input"), ("out", "Output")]:
            node[f"nodes/{n}/type"] = t
            node[f"nodes/{n}/shape"] = [3]
        fill(node.create_group("metadata"))
    files[name + ".nir"] = open(path, "rb").read()


def some_links(f):
    for i in range(60):
        f[f"many/name {i} ü"] = np.int16(i)
    f["few/a"] = 1
    f["few/b"] = f["few/a"]


def some_chunks(f):
    a = rng.integers(0, 9, (5, 7)).astype("f4")
    f.create_dataset("plain", data=a, chunks=(3, 4))
    f.create_dataset("gzip", data=a, chunks=(3, 4), compression=4, shuffle=True, fletcher32=True)
    f.create_dataset("lzf", data=np.tile(np.arange(50), 20), chunks=(700,), compression="lzf")
    f.create_dataset("single", data=a, chunks=a.shape, compression=1)
    f.create_dataset("many", data=np.arange(1100, dtype="i1"), chunks=(1,))
    f.create_dataset("unwritten", (30,), "f4", fillvalue=-1.5)
    f.create_dataset("grown", data=a, chunks=(3, 4), maxshape=(None, None), compression=1)
    f.create_dataset("grown1", data=np.arange(200, dtype="i1"), chunks=(1,), maxshape=(None,))


def some_types(f):
    f["be"] = np.arange(3, dtype=">f8")
    f["half"] = np.arange(3, dtype="f2")
    f["bool"] = True
    f["texts"] = ["a", "", "ü" * 50]
    f["fixed"] = np.array([[b"a", b"bcd"], [b"", b"xyz"]])
    f.file["named"] = np.dtype("<f4")
    f.create_dataset("of_named", data=[1.5, 2], dtype=f.file["named"])


for version in ["earliest", "latest"]:
    for fill in [some_links, some_chunks, some_types]:
        network(f"{fill.__name__}_{version}", fill, libver=version)

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name, data in list(files.items()) + [("expected.json", json.dumps(expected, ensure_ascii=False).encode())]:
        z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
