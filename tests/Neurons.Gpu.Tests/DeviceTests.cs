using System.Numerics.Tensors;

namespace Neurons.Gpu.Tests;

public class DeviceTests
{
    [Fact]
    public void A_name_that_no_device_has_is_refused_with_those_that_there_are_or_with_what_is_missing()
    {
        var error = Assert.Throws<DeviceException>(() => Device.Parse("opencl:99"));
        Assert.Contains("opencl:99", error.Message);
        Assert.Contains(Device.All.Count > 0 ? Device.All[0].Id : "OpenCL", error.Message);
        Assert.Throws<ArgumentException>(() => Device.Parse(" "));
    }

    [DeviceFact]
    public void Every_device_is_found_by_its_name_in_any_case_and_the_first_without_its_number()
    {
        foreach (var device in Device.All) Assert.Same(device, Device.Parse(device.Id.ToUpperInvariant()));
        var sort = Device.All[0].Id.Split(':')[0];
        Assert.Same(Device.All[0], Device.Parse(sort));
        Assert.Contains(Device.Default, Device.All);
    }

    [DeviceFact]
    public void A_tensor_comes_back_as_it_went_also_one_without_elements_and_one_that_is_not_contiguous()
    {
        var device = TestDevice.Device;
        foreach (var shape in (nint[][])[[2, 3], [1], [0], [4, 0]])
        {
            var values = TestDevice.Drive<float>(shape, 1);
            using var tensor = device.Copy(values);
            TestDevice.SameBits(values, tensor.ToTensor(), "a copy");
            using var clone = tensor.Clone();
            TestDevice.SameBits(values, clone.ToTensor(), "a clone");
        }

        var columns = TestDevice.Drive<double>([4, 6], 2).Slice(System.Buffers.NRange.All, new System.Buffers.NRange(1, 3));
        using var copied = device.Copy(columns);
        TestDevice.SameBits(columns.ToDenseTensor(), copied.ToTensor(), "columns");
    }

    [DeviceFact]
    public void More_memory_than_there_is_is_an_error_that_says_how_much_was_asked_for()
    {
        var error = Assert.Throws<DeviceException>(() => TestDevice.Device.Allocate<float>(1 << 30, 1 << 20));
        Assert.Contains("4503599.6 GB were asked for, for [1073741824, 1048576]", error.Message);
        Assert.Contains(TestDevice.Device.Id, error.Message);
        Assert.Throws<ArgumentException>(() => TestDevice.Device.Allocate<float>(-1));
    }

    [DeviceFact]
    public void A_tensor_that_is_disposed_of_is_refused_by_all_that_would_read_it()
    {
        var device = TestDevice.Device;
        var tensor = device.Zeros<float>(3);
        tensor.Dispose();
        tensor.Dispose();
        Assert.True(tensor.IsDisposed);
        Assert.Throws<ObjectDisposedException>(tensor.ToTensor);
        Assert.Throws<ObjectDisposedException>(tensor.Clone);
        Assert.Throws<ObjectDisposedException>(() => tensor.CopyFrom(Tensor.Create<float>([1, 2, 3])));
    }

    [DeviceFact]
    public void A_copy_of_another_shape_is_refused()
    {
        using var tensor = TestDevice.Device.Zeros<float>(2, 3);
        var error = Assert.Throws<ArgumentException>(() => tensor.CopyFrom(Tensor.Create<float>([1, 2, 3])));
        Assert.Contains("[3]", error.Message);
        Assert.Contains("[2, 3]", error.Message);
    }

    [DeviceFact]
    public void An_error_of_the_compiler_shows_the_line_of_the_source()
    {
        var source = Prelude.Of(TestDevice.Device.Language, Precision.Float32) + "KERNEL wrong(GLOBAL real* x)\n{\n    x[ITEM] = y;\n}\n";
        var error = Assert.Throws<DeviceException>(() => TestDevice.Device.Kernel(source, "wrong"));
        Assert.Contains("x[ITEM] = y;", error.Message);
    }

    [DeviceTheory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(16, 1)]
    [InlineData(17, 3)]
    [InlineData(1000, 2)]
    public void Sums_of_rows_are_those_of_the_tree_that_adds_neighbours(int rows, int columns)
    {
        var values = TestDevice.Drive<float>([rows, columns], 3);
        using var matrix = TestDevice.Device.Copy(values);
        var sums = DeviceTools.SumRows(matrix, rows, columns).ToTensor().ReadOnlySpan();
        for (var column = 0; column < columns; column++)
        {
            var left = values.ReadOnlySpan().ToArray().Where((_, i) => i % columns == column).ToList();
            while (left.Count > 1) left = [.. left.Chunk(2).Select(pair => pair.Length == 2 ? pair[0] + pair[1] : pair[0])];
            Assert.Equal(left[0], sums[column]);
        }
    }
}
