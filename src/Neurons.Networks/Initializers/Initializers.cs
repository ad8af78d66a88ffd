namespace Neurons.Networks;

/// <summary>The initializers of the library.</summary>
public static class Initializers
{
    /// <summary>The kinds of initializers by the names that they have in files; register your own here.</summary>
    public static Registry<Initializer> Registry { get; } = BuiltIn();

    extension(Initializer)
    {
        /// <inheritdoc cref="Registry"/>
        public static Registry<Initializer> Kinds => Registry;

        /// <summary>Uniform on ±1/√(fan in), as in PyTorch: the default of every layer.</summary>
        public static Initializer Standard => StandardInitializer.Instance;

        /// <summary>The same number everywhere.</summary>
        public static Initializer Constant(double value) => new ConstantInitializer(value);

        /// <summary>Uniform on [low, high).</summary>
        public static Initializer Uniform(double low, double high) => new UniformInitializer(low, high);

        /// <summary>Normal.</summary>
        public static Initializer Normal(double mean, double deviation) => new NormalInitializer(deviation, mean);

        /// <summary>Uniform with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
        public static Initializer XavierUniform(double gain = 1) => new XavierUniformInitializer(gain);

        /// <summary>Normal with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
        public static Initializer XavierNormal(double gain = 1) => new XavierNormalInitializer(gain);

        /// <inheritdoc cref="KaimingUniformInitializer"/>
        public static Initializer KaimingUniform(double gain = KaimingUniformInitializer.Relu, bool fanOut = false) =>
            new KaimingUniformInitializer(gain, fanOut);

        /// <inheritdoc cref="KaimingNormalInitializer"/>
        public static Initializer KaimingNormal(double gain = KaimingUniformInitializer.Relu, bool fanOut = false) =>
            new KaimingNormalInitializer(gain, fanOut);

        /// <summary>gain times a matrix with orthonormal rows, or columns where there are fewer of those (Saxe et al. 2014).</summary>
        public static Initializer Orthogonal(double gain = 1) => new OrthogonalInitializer(gain);

        /// <summary>Normal with mean 0, but for a part of each column, rounded up, that is zero (Martens 2010).</summary>
        public static Initializer Sparse(double sparsity, double deviation = 0.01) => new SparseInitializer(sparsity, deviation);
    }

    private static Registry<Initializer> BuiltIn()
    {
        var kinds = new Registry<Initializer>("initializer", "name");
        kinds.Register<StandardInitializer, StandardInitializer>("standard", o => o, i => i);
        kinds.Register<ConstantInitializer, ConstantInitializer>("constant", o => o, i => i);
        kinds.Register<UniformInitializer, UniformInitializer>("uniform", o => o, i => i);
        kinds.Register<NormalInitializer, NormalInitializer>("normal", o => o, i => i);
        kinds.Register<XavierUniformInitializer, XavierUniformInitializer>("xavier_uniform", o => o, i => i);
        kinds.Register<XavierNormalInitializer, XavierNormalInitializer>("xavier_normal", o => o, i => i);
        kinds.Register<KaimingUniformInitializer, KaimingUniformInitializer>("kaiming_uniform", o => o, i => i);
        kinds.Register<KaimingNormalInitializer, KaimingNormalInitializer>("kaiming_normal", o => o, i => i);
        kinds.Register<OrthogonalInitializer, OrthogonalInitializer>("orthogonal", o => o, i => i);
        kinds.Register<SparseInitializer, SparseInitializer>("sparse", o => o, i => i);
        return kinds;
    }
}
