using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>The products of a linear layer whose input is spikes as bits, with the bits of the dense ones.</summary>
/// <param name="bits">The spikes, [rows, features], several rows to a step.</param>
/// <param name="rows">The rows.</param>
/// <param name="features">The features.</param>
/// <param name="pass">The pass.</param>
internal sealed class DeviceSpikeProducts(DeviceSpikes bits, long rows, long features, DevicePass pass)
{
    /// <summary>Where more than one of so many fire, a dense product reads less than it costs to add rows of the other matrix.</summary>
    private const long Sparse = 8;

    private readonly uint _rowsPerStep = (uint)(bits.PerStep / features);
    private readonly uint _most = DeviceTools.Number(Math.Min(rows * features / Sparse, uint.MaxValue));
    private DeviceTensor<float>? _total;

    /// <summary>C = Z Wᵀ, or begun with a row.</summary>
    /// <param name="weight">W, [columns, features].</param>
    /// <param name="start">What every row of C starts from; null for 0.</param>
    /// <param name="c">C, [rows, columns].</param>
    /// <param name="columns">The columns of C.</param>
    public void Multiply(DeviceTensor<float> weight, DeviceTensor<float>? start, DeviceTensor<float> c, long columns)
    {
        var turned = pass.Take((nint)features, (nint)columns);
        Run(SpikeText.Transpose, turned.Count, arguments => arguments
            .Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(features)).Read(weight.Memory).Add(turned.Memory));
        Run(SpikeText.Forward, rows * columns, arguments => Spikes(arguments.Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(features)))
            .Read(turned.Memory).Read((start ?? weight).Memory).Add(start is null ? 0u : 1u).Read(Total.Memory).Add(_most).Add(c.Memory));
        Dense(SpikeText.DenseForward, SpikeText.OfDenseForward, weight, 1, features, start, c, rows, columns, features);
    }

    /// <summary>The gradient of the weight, dYᵀ Z.</summary>
    /// <param name="dy">dY, [rows, outputs].</param>
    /// <param name="gradient">Takes it, [outputs, features].</param>
    /// <param name="outputs">The outputs.</param>
    public void WeightGradient(DeviceTensor<float> dy, DeviceTensor<float> gradient, long outputs)
    {
        var words = (rows + ToolsText.WordBits - 1) / ToolsText.WordBits;
        var turned = pass.Take((nint)words, (nint)features);
        Run(SpikeText.Turn, turned.Count, arguments => Spikes(arguments.Add(DeviceTools.Number(rows)).Add(DeviceTools.Number(features)))
            .Read(Total.Memory).Add(_most).Add(turned.Memory));
        Run(SpikeText.Gradient, gradient.Count, arguments => arguments
            .Add(DeviceTools.Number(outputs)).Add(DeviceTools.Number(features)).Add(DeviceTools.Number(rows))
            .Read(turned.Memory).Read(dy.Memory).Read(Total.Memory).Add(_most).Add(gradient.Memory));
        Dense(SpikeText.DenseGradient, SpikeText.OfDenseGradient, dy, 1, outputs, null, gradient, outputs, features, rows);
    }

    /// <summary>How many fired, counted once.</summary>
    private DeviceTensor<float> Total
    {
        get
        {
            if (_total is not null) return _total;
            _total = pass.Zeros(1);
            var words = bits.Memory.Length / sizeof(uint);
            Run(SpikeText.Count, (words + 31) / 32, arguments => arguments
                .Add(DeviceTools.Number(words)).Read(bits.Memory).Add(_total.Memory));
            return _total;
        }
    }

    private KernelArguments Spikes(KernelArguments arguments) => arguments.Add(_rowsPerStep).Add(bits.WordsPerStep).Read(bits.Memory);

    /// <summary>The kernel of dense products, with the spikes as one of its matrices and another as the other.</summary>
    private void Dense(
        string kernel, Func<KernelLanguage, Precision, string> text, DeviceTensor<float> other, long first, long second, DeviceTensor<float>? start,
        DeviceTensor<float> c, long rowsOfC, long columns, long terms)
    {
        var arguments = Spikes(new KernelArguments().Read(Total.Memory).Add(_most).Add(DeviceTools.Number(features)));
        pass.Device.Tool(Precision.Float32, kernel, text).Run(
            ProductText.Groups(rowsOfC, columns) * DeviceKernel.GroupSize,
            arguments.Add(DeviceTools.Number(rowsOfC)).Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(terms))
                .Read(other.Memory).Add(DeviceTools.Number(first)).Add(DeviceTools.Number(second))
                .Read((start ?? other).Memory).Add(start is null ? 0u : 1u).Add(c.Memory));
    }

    private void Run(string kernel, long items, Func<KernelArguments, KernelArguments> rest) =>
        pass.Device.Tool(Precision.Float32, kernel, SpikeText.Of).Run(items, rest(new KernelArguments().Add(DeviceTools.Number(items))));
}
